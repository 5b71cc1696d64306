"""Which network addresses a URL that somebody else chose may lead to: only those anybody on the internet can reach.

Forms that wrap another address (IPv4 in IPv6, 6to4, Teredo, NAT64) are judged by what they wrap. Networks that the
operator names come on top, for addresses as they stand; IPv4 in IPv6 is the same address, the other forms are not.
Sources: IANA special-purpose address registries, by way of Python's ipaddress; RFC 6052 (NAT64).
"""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network
LOOPBACK: tuple[Network, ...] = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
_NAT64 = IPv6Network("64:ff9b::/96")


def may_be_reached(address: str, also: Collection[Network] = ()) -> bool:
    """Whether this numeric address may be connected to."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return lies_in(address, also) or all(_is_public(part) for part in _all_of(found))


def lies_in(address: str, networks: Collection[Network]) -> bool:
    """Whether this numeric address is one of theirs."""
    found = ip_address(address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in network for network in networks)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _all_of(address: IPv4Address | IPv6Address) -> tuple[IPv4Address | IPv6Address, ...]:
    if isinstance(address, IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64:
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    if address.sixtofour is not None:
        return (address, address.sixtofour)
    return (address, *address.teredo) if address.teredo is not None else (address,)
