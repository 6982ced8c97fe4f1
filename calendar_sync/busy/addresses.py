"""Which addresses of the internet may be asked for what people name: pure. Not here: asking (fetching)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from calendar_sync.busy.troubles import Trouble, Troubled

HTTPS_PORT = 443
LONGEST = 2000
# Python's own reader drops some of these in silence; nothing of ours is to read such an address differently.
UNSAID = re.compile(r"[\x00-\x20\x7f\\]")
# IPv6 networks whose addresses lead to the IPv4 address in their last 32 bits.
CARRYING = [IPv6Network(each) for each in ("::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48")]


@dataclass(frozen=True, slots=True)
class Place:
    """A host, and what to ask it for."""

    host: str
    target: str


def place_of(url: str, port: int = HTTPS_PORT) -> Place:
    """Raises for whatever is not a plain https address at that port."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
        said_port = parts.port
    except ValueError:
        raise Troubled(Trouble.ADDRESS) from None
    strange = len(url) > LONGEST or UNSAID.search(url) or "@" in parts.netloc or not url.isascii()
    if strange or parts.scheme != "https" or not host or said_port not in {None, port, HTTPS_PORT}:
        raise Troubled(Trouble.ADDRESS)
    return Place(host, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def is_public(text: str) -> bool:
    """Whether this is an address of somebody else's server, reachable by everybody."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    carried = _carried(address) if isinstance(address, IPv6Address) else [address]
    return all(_is_plain(each) for each in carried)


def _carried(address: IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The IPv4 addresses that this one leads to, else itself."""
    if address.teredo:
        return [*address.teredo]
    if address.sixtofour:
        return [address.sixtofour]
    if any(address in network for network in CARRYING):
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address]


def _is_plain(address: IPv4Address | IPv6Address) -> bool:
    odd = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    if isinstance(address, IPv6Address):
        odd = odd or address.is_site_local
    return address.is_global and not odd
