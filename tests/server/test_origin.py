"""Only pages of this very site may open a socket, and a client's address cannot be made up."""

from __future__ import annotations

import pytest

from server.origin import ExactOrigin, address

OWN = (b"origin", b"http://localhost:8000")
HOST = (b"host", b"localhost:8000")


async def knock(*headers: tuple[bytes, bytes]) -> list[str]:
    """What happens to a socket with these headers: it comes in, or is closed before it was accepted."""
    happened: list[str] = []

    async def application(_scope, _receive, _send):
        happened.append("came in")

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        happened.append(message["type"])

    await ExactOrigin(application)({"type": "websocket", "headers": list(headers)}, receive, send)
    return happened


async def test_own_origin_comes_in():
    assert await knock(OWN, HOST) == ["came in"]


@pytest.mark.parametrize(
    "origin",
    [
        b"http://localhost",
        b"https://localhost:8000",
        b"http://localhost:8001",
        b"http://localhost:8000.evil.example",
        b"http://evil.example",
        b"null",
        b"",
    ],
)
async def test_other_origin_is_closed(origin):
    assert await knock((b"origin", origin), HOST) == ["websocket.close"]


async def test_missing_origin_is_closed():
    assert await knock(HOST) == ["websocket.close"]


async def test_two_origins_are_closed():
    assert await knock(OWN, OWN, HOST) == ["websocket.close"]


async def test_foreign_host_is_closed():
    assert await knock(OWN, (b"host", b"evil.example")) == ["websocket.close"]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, b"6.6.6.6", "127.0.0.1"),
        (1, b"6.6.6.6, 10.1.1.1", "10.1.1.1"),
        (2, b"6.6.6.6, 10.1.1.1, 10.2.2.2", "10.1.1.1"),
        (2, b"10.1.1.1", "127.0.0.1"),
    ],
)
def test_address_believes_trusted_proxies_only(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies

    assert address({"headers": [(b"x-forwarded-for", forwarded)], "client": ("127.0.0.1", 5)}) == expected
