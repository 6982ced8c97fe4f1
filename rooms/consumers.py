"""The socket: hello, take a command, hand it to a verb, answer. Not here: what verbs and hub do."""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import TYPE_CHECKING, Any

from rooms.conversation import Conversation
from rooms.frames import BadFrame, read_frame
from rooms.hub.connection import Connection
from rooms.hub.running import running_keeper
from rooms.protocol.commands import Hello
from rooms.protocol.events import Refused as RefusedFrame

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rooms.hub.keeper import Keeper

SUBPROTOCOL = "menteo.v1"
HELLO_SECONDS = 10.0
NOBODY = uuid.UUID(int=0)

logger = logging.getLogger(__name__)


class LiveSocket:
    """The ASGI application behind `/ws/live/`: one call is one connection.

    A plain callable: the stock consumer's dispatch pays a thread hop for every event.
    The scope brings `person` (or None) and `sign_in` (the hash of the cookie).
    """

    def __init__(self, *, open_sign_ins: Callable[[set[str]], set[str]]) -> None:
        self._open_sign_ins = open_sign_ins

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        await receive()
        if SUBPROTOCOL not in scope["subprotocols"]:
            await send({"type": "websocket.close", "code": 4400})
            return
        keeper = running_keeper(self._open_sign_ins)
        person = scope["person"]
        if person is None and keeper.hub.limiter.take("hello.failed", address_of(scope)):
            await send({"type": "websocket.close"})
            return
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        connection = Connection(
            send, person=person.pk if person else NOBODY, sign_in=scope["sign_in"], clock=keeper.hub.clock
        )
        address = address_of(scope)
        # A connection lasts for hours: what it came with is not kept that long.
        del scope, person
        await _serve(keeper, connection, receive, address=address)
        await connection.finish()
        if not connection.is_gone:
            await send({"type": "websocket.close", "code": connection.close_code})


async def _serve(
    keeper: Keeper, connection: Connection, receive: Callable[[], Awaitable[dict[str, Any]]], *, address: str
) -> None:
    """Talk until either side ends it; a cancellation from outside is the server going down."""
    talk = asyncio.ensure_future(_talk(keeper, connection, receive, address=address))
    connection.on_end = talk.cancel
    try:
        await talk
    except asyncio.CancelledError:
        connection.send_elsewhere()
    except Exception as fault:  # noqa: BLE001  (whatever broke, the client hears that it may come back)
        logger.error("A conversation broke off: %s", type(fault).__name__)  # noqa: TRY400  (values stay out of logs)
        connection.bye(4003, "Something went wrong here.", retry_ms=1000)
    finally:
        keeper.hub.exit(connection)
        keeper.forget(connection)


async def _talk(
    keeper: Keeper, connection: Connection, receive: Callable[[], Awaitable[dict[str, Any]]], *, address: str
) -> None:
    if connection.person == NOBODY:
        connection.bye(4401, "Sign in first.")
    elif keeper.hub.is_draining:
        connection.send_elsewhere()
    else:
        hello = await _read_hello(connection, receive)
        if hello:
            conversation = Conversation(keeper, connection, address=address)
            await conversation.greet(hello)
            del hello
            await _listen(conversation, receive)


async def _read_hello(connection: Connection, receive: Callable[[], Awaitable[dict[str, Any]]]) -> Hello | None:
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            message = await receive()
    except TimeoutError:
        connection.bye(4408, "No hello came.")
        return None
    if message["type"] == "websocket.disconnect":
        connection.lost()
        return None
    read = read_frame(message.get("text"))
    if len(read) == 1 and isinstance(read[0], Hello):
        return read[0]
    if len(read) == 1 and isinstance(read[0], BadFrame):
        connection.say(RefusedFrame(error=read[0].refusal.view))
    connection.bye(4400, "The first frame has to be a hello.")
    return None


async def _listen(conversation: Conversation, receive: Callable[[], Awaitable[dict[str, Any]]]) -> None:
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            conversation.connection.lost()
            return
        if conversation.admits_frame():
            for said in read_frame(message.get("text")):
                await conversation.hear(said)


def address_of(scope: dict[str, Any]) -> str:
    """The client's address as the outermost trusted proxy saw it; the scope's middleware put it there."""
    return str(scope.get("address") or (scope.get("client") or ("",))[0])
