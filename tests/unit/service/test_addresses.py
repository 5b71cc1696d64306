"""A link may lead only where the whole internet can go."""

from ipaddress import ip_network

import pytest

from agent.service import addresses
from agent.service.addresses import may_be_reached

LOOPBACK = ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"]
PRIVATE = [
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "240.0.0.1", "0.0.0.0",  # noqa: S104 - none is bound
    "255.255.255.255", "192.0.2.1", "198.18.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::",
    "::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::1", "2002:a00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "not an address", "", "1", "0x7f000001", "017700000001",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "2606:4700:4700::1111", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_fetched(address: str) -> None:
    assert may_be_reached(address)


@pytest.mark.parametrize("address", [*PRIVATE, *LOOPBACK])
def test_no_other_may(address: str) -> None:
    assert not may_be_reached(address)


@pytest.mark.parametrize("address", LOOPBACK)
def test_loopback_may_where_it_is_allowed(address: str) -> None:
    assert may_be_reached(address, addresses.LOOPBACK)


@pytest.mark.parametrize("address", PRIVATE)
def test_that_opens_nothing_else(address: str) -> None:
    assert not may_be_reached(address, addresses.LOOPBACK)


def test_a_network_that_the_operator_names_is_reached_by_its_own_addresses_only() -> None:
    ward = [ip_network("10.1.0.0/16"), ip_network("fd12::/64")]
    for address in ("10.1.2.3", "::ffff:10.1.2.3", "fd12::7"):
        assert may_be_reached(address, ward), address
    for address in ("10.2.0.1", "64:ff9b::10.1.2.3", "2002:a01:203::", "fd12:0:0:1::7", "127.0.0.1"):
        assert not may_be_reached(address, ward), address
