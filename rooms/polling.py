"""The doors for pages whose sockets are blocked: posts bring commands, polls fetch news. Not here: the talk (relay)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from django.utils.translation import gettext_lazy as _

from rooms.consumers import address_of
from rooms.frames import FRAME_BYTES, NOT_JSON
from rooms.hub.running import running_keeper
from rooms.protocol import events
from rooms.protocol.requests import Answered, Poll, RawSay
from rooms.refusals import Refused
from rooms.relay import KEPT_SECONDS, Relay

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rooms.hub.keeper import Keeper
    from rooms.protocol.commands import HelloData
    from rooms.protocol.wire import Code

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

STATUSES: dict[Code, int] = {
    "unauthenticated": 401, "forbidden": 403, "bad_shape": 400, "too_long": 413, "too_fast": 429, "unavailable": 503,
}  # fmt: skip
HEADERS = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]

B = TypeVar("B", Poll, RawSay)
_polls = msgspec.json.Decoder(Poll)
_says = msgspec.json.Decoder(RawSay)


class LivePolls:
    """The ASGI applications behind `/live/poll/` and `/live/say/`, and the relays of the tabs that use them.

    Their scope brings `person` (or None) and `sign_in`, as the socket's does; whoever stands before them has looked
    at the origin and at the token against forged requests.
    """

    def __init__(self, *, open_sign_ins: Callable[[set[str]], set[str]], kept_seconds: float = KEPT_SECONDS) -> None:
        self._open_sign_ins = open_sign_ins
        self._kept_seconds = kept_seconds
        self._relays: dict[tuple[str, str, str], Relay] = {}

    async def poll(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with news as soon as there are any, and after a while without."""
        try:
            asked = await self._read(_polls, scope, receive)
            relay = self._relay(scope, asked.hello, named=asked.relay)
            if haste := relay.refusal_for_haste():
                await answer(send, 429, Answered(said=haste))
                return
            # What arrived over another relay confirms nothing of this one.
            arrived = asked.frames if relay.id == asked.relay else 0
            polling = asyncio.ensure_future(relay.poll(arrived))
            if await _outlasts(receive, polling):
                await answer(send, 200, polling.result())
        except Refused as refusal:
            await refuse(send, refusal)

    async def say(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out commands and answer with their replies."""
        try:
            asked = await self._read(_says, scope, receive)
            relay = self._relay(scope, asked.hello)
            if haste := relay.refusal_for_haste():
                await answer(send, 429, Answered(said=haste))
                return
            await answer(send, 200, Answered(said=await relay.say(asked.commands)))
        except Refused as refusal:
            await refuse(send, refusal)

    async def _read(self, decoder: msgspec.json.Decoder[B], scope: Scope, receive: Receive) -> B:
        """The request's body, from somebody who is signed in."""
        if scope["person"] is None:
            retry_ms = self._keeper().hub.limiter.take("hello.failed", address_of(scope))
            raise Refused("too_fast" if retry_ms else "unauthenticated", _("Sign in first."), retry_ms=retry_ms or None)
        try:
            return decoder.decode(await read_body(receive))
        except NOT_JSON:
            raise Refused("bad_shape", _("This request is not what it should be.")) from None

    def _relay(self, scope: Scope, hello: HelloData, *, named: str | None = "") -> Relay:
        """This tab's relay in this process; another one than the tab knows has missed what it heard elsewhere."""
        person = scope["person"].pk
        key = (scope["sign_in"], str(person), hello.tab)
        relay = self._relays.get(key)
        if relay and (relay.id == named or (named == "" and not relay.is_over)):
            return relay
        if relay:
            relay.drop()
        who = {"person": person, "sign_in": scope["sign_in"], "address": address_of(scope)}
        relay = Relay(self._keeper(), **who, kept_seconds=self._kept_seconds)
        relay.on_gone = lambda: self._forget(key, relay)
        relay.greet(hello, was_elsewhere=named is not None)
        self._relays[key] = relay
        return relay

    def _forget(self, key: tuple[str, str, str], relay: Relay) -> None:
        if self._relays.get(key) is relay:
            del self._relays[key]

    def _keeper(self) -> Keeper:
        return running_keeper(self._open_sign_ins)


async def read_body(receive: Receive) -> bytes:
    """The body, as long as it is no larger than a frame of the socket may be."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > FRAME_BYTES:
            raise Refused("too_long", _("This request is too large."))
        if not message.get("more_body"):
            return bytes(body)


async def _outlasts(receive: Receive, polling: asyncio.Future[Any]) -> bool:
    """Whether the client is still there when the poll has its answer."""
    leaving = asyncio.ensure_future(receive())
    try:
        await asyncio.wait({polling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return polling.done()
    finally:
        polling.cancel()
        leaving.cancel()


async def answer(send: Send, status: int, body: msgspec.Struct) -> None:
    await send({"type": "http.response.start", "status": status, "headers": HEADERS})
    await send({"type": "http.response.body", "body": msgspec.json.encode(body)})


async def refuse(send: Send, refusal: Refused) -> None:
    """Say no in the words of the socket, with the status that HTTP has for it."""
    await answer(send, STATUSES[refusal.code], Answered(said=[events.Refused(error=refusal.view)]))
