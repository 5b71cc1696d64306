"""Which network addresses a link that a stranger chose may lead to: only those anybody on the internet can reach.

Forms that wrap another address (IPv4 in IPv6, 6to4, Teredo, NAT64) are judged by what they wrap.
Sources: IANA special-purpose address registries, by way of Python's ipaddress; RFC 6052 (NAT64).
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")


def may_be_fetched(address: str, *, allow_loopback: bool) -> bool:
    """Whether this numeric address may be connected to."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if found.is_loopback:
        return allow_loopback
    return all(_is_public(part) for part in _all_of(found))


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
