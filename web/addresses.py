"""Which address a request comes from. A proxy's word is taken only where the operator says the proxy is his."""

import ipaddress
from collections.abc import Iterable, Mapping

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

FORWARDING_HEADERS = frozenset(
    (b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-prefix", b"forwarded", b"x-real-ip")
)


class TrustedProxies:
    """Addresses or networks ('10.0.0.7', '10.0.0.0/8') of reverse proxies; '*' means whoever connects.

    Raises ValueError for anything else.
    """

    def __init__(self, proxies: Iterable[str] = ()) -> None:
        given = [proxy.strip() for proxy in proxies if proxy.strip()]
        self._everyone = "*" in given
        self._networks: list[Network] = [ipaddress.ip_network(proxy, strict=False) for proxy in given if proxy != "*"]

    def trusts(self, peer: str) -> bool:
        return self._everyone or self._is_listed(peer)

    def visitor(self, peer: str, headers: Mapping[str, str]) -> str:
        """The visitor's address: the nearest hop in X-Forwarded-For that is no proxy of ours, else the peer."""
        if not self.trusts(peer):
            return peer
        hops = [hop.strip() for hop in headers.get("x-forwarded-for", "")[:2000].split(",")]
        for hop in reversed(hops):
            if not _is_address(hop):
                break  # what stands before it was written by who knows whom
            if not self._is_listed(hop):
                return hop
        return peer

    def _is_listed(self, address: str) -> bool:
        if not _is_address(address):
            return False
        parsed = ipaddress.ip_address(address)
        return any(parsed in network for network in self._networks if network.version == parsed.version)


def is_this_machine(peer: str) -> bool:
    """Whether the connection itself comes from this machine, whatever any header says."""
    return _is_address(peer) and ipaddress.ip_address(peer).is_loopback


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True
