"""The door through which the site fetches what people name: https, from public addresses, little and soon.

It connects to the very address that it has judged, and follows no proxy of the environment. Not here: which addresses
are public (addresses), what is done with the bytes.
"""

from __future__ import annotations

import socket
import ssl
import time
import zlib
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from queue import Empty, SimpleQueue
from threading import Thread, Timer
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from calendar_sync.busy.addresses import HTTPS_PORT, is_public, place_of
from calendar_sync.busy.troubles import Trouble, Troubled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from calendar_sync.busy.addresses import Place

SECONDS = 10.0
MOST_BYTES = 10 * 1024 * 1024
PIECE_BYTES = 64 * 1024
MOST_REDIRECTS = 3
REDIRECTS = {301, 302, 303, 307, 308}
OK, NOT_MODIFIED = 200, 304
HEADERS = {"Accept": "text/calendar", "Accept-Encoding": "gzip", "User-Agent": "Menteo", "Connection": "close"}
# zlib finds out by itself whether it has gzip or deflate before it.
PACKED, ANY_PACKING = {"gzip", "x-gzip", "deflate"}, 47


@dataclass(frozen=True, slots=True)
class Door:
    """Whom the fetch may reach. Another one than PUBLIC is for tests, and no setting makes one."""

    port: int = HTTPS_PORT
    may_reach: Callable[[str], bool] = is_public
    may_reach_itself: bool = False
    authority: str | None = None
    seconds: float = SECONDS


PUBLIC = Door()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came; no body where nothing has changed since the mark (ETag) that was shown."""

    body: bytes | None
    mark: str = ""


def fetch(url: str, *, mark: str = "", door: Door = PUBLIC) -> Fetched:
    """Raises Troubled whenever it does not end well, within the door's time."""
    until = time.monotonic() + door.seconds
    for _ in range(MOST_REDIRECTS + 1):
        try:
            answer = _ask(place_of(url, door.port), mark, door, until)
            if isinstance(answer, Fetched):
                return answer
            url = urljoin(url, answer)
        except ssl.SSLCertVerificationError:
            raise Troubled(Trouble.CERTIFICATE) from None
        except (OSError, HTTPException, ValueError):
            late = time.monotonic() >= until
            raise Troubled(Trouble.TOO_SLOW if late else Trouble.UNREACHABLE) from None
    raise Troubled(Trouble.TOO_FAR)


def _ask(place: Place, mark: str, door: Door, until: float) -> Fetched | str:
    """What came, or the address that we are sent to."""
    with _line(place, door, until) as line:
        line.request("GET", place.target, headers={**HEADERS, **({"If-None-Match": mark} if mark else {})})
        with closing(line.getresponse()) as answer:
            found = _taken(answer, mark)
    if time.monotonic() >= until:
        # What was cut off may look complete.
        raise Troubled(Trouble.TOO_SLOW)
    return found


def _taken(answer: HTTPResponse, mark: str) -> Fetched | str:
    if answer.status in REDIRECTS:
        return answer.headers.get("Location") or ""
    if answer.status == NOT_MODIFIED and mark:
        return Fetched(None, mark)
    if answer.status != OK:
        raise Troubled(Trouble.ANSWER)
    return Fetched(_body(answer), answer.headers.get("ETag", ""))


@contextmanager
def _line(place: Place, door: Door, until: float) -> Iterator[HTTPSConnection]:
    """A connection that is cut when the time is over, whatever it waits for then."""
    tls = ssl.create_default_context(cafile=door.authority)
    plain = _connected(place.host, door, until)
    secured = tls.wrap_socket(plain, server_hostname=place.host, do_handshake_on_connect=False)
    cut = Timer(max(0.0, until - time.monotonic()), _cut, [secured])
    cut.daemon = True
    cut.start()
    line = HTTPSConnection(place.host, door.port)
    line.sock = secured
    try:
        secured.do_handshake()
        yield line
    finally:
        cut.cancel()
        line.close()
        secured.close()


def _cut(secured: ssl.SSLSocket) -> None:
    """Below TLS, whose own shutdown would disturb the thread that reads."""
    try:
        socket.socket.shutdown(secured, socket.SHUT_RDWR)
    except OSError:
        return


def _connected(host: str, door: Door, until: float) -> socket.socket:
    addresses = _addresses(host, door.port, until)
    # One private address among public ones is a name that was made to get past a check.
    if not all(door.may_reach(address) for address in addresses):
        raise Troubled(Trouble.FORBIDDEN)
    plain = _first_that_answers(addresses, door.port, until)
    # Whoever talks to an address of this machine has the same one at both ends.
    if plain.getsockname()[0] == plain.getpeername()[0] and not door.may_reach_itself:
        plain.close()
        raise Troubled(Trouble.FORBIDDEN)
    return plain


def _first_that_answers(addresses: list[str], port: int, until: float) -> socket.socket:
    for address in dict.fromkeys(addresses):
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((address, port), timeout=left)
        except OSError:
            continue
    raise ConnectionError


def _addresses(host: str, port: int, until: float) -> list[str]:
    """The name's addresses; asking for them has no time limit of its own."""
    found: SimpleQueue[list[str]] = SimpleQueue()
    Thread(target=lambda: found.put(_looked_up(host, port)), daemon=True).start()
    try:
        addresses = found.get(timeout=max(0.0, until - time.monotonic()))
    except Empty:
        raise Troubled(Trouble.TOO_SLOW) from None
    if not addresses:
        raise Troubled(Trouble.UNREACHABLE)
    return addresses


def _looked_up(host: str, port: int) -> list[str]:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(row[4][0]) for row in rows]


def _body(answer: HTTPResponse) -> bytes:
    """The bytes unpacked, never more than MOST_BYTES of them, nor of what they were packed in."""
    packing = answer.headers.get("Content-Encoding", "").lower()
    unpack = zlib.decompressobj(wbits=ANY_PACKING) if packing in PACKED else None
    pieces: list[bytes] = []
    size = raw = 0
    while piece := answer.read(PIECE_BYTES):
        raw += len(piece)
        plain = _unpacked(unpack, piece, MOST_BYTES - size + 1) if unpack else piece
        size += len(plain)
        if max(size, raw) > MOST_BYTES:
            raise Troubled(Trouble.TOO_LARGE)
        pieces.append(plain)
    return b"".join(pieces)


def _unpacked(unpack: zlib._Decompress, piece: bytes, most: int) -> bytes:
    try:
        return unpack.decompress(piece, most)
    except zlib.error:
        raise Troubled(Trouble.UNREADABLE) from None
