"""How a frame leaves: on the spot where the server takes it, by Daphne's own socket where that is known."""

from __future__ import annotations

import asyncio
import socket
from functools import partial
from types import SimpleNamespace

import pytest

from rooms.hub.daphne import DaphneSender, frame_of
from rooms.hub.sender import PortableSender, joined, sender_for


class Transport:
    """What Daphne's transport shows of itself, on one end of a real pair of sockets."""

    TLS = False
    connected = 1

    def __init__(self, end):
        self.socket = end
        self.dataBuffer = b""
        self._tempDataBuffer = []

    def write(self, data):
        self._tempDataBuffer.append(data)

    def unregisterProducer(self):  # noqa: N802  (Twisted's)
        self.producer = None


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    yield ours, theirs
    ours.close()
    theirs.close()


def daphne(end, **more):
    """The `send` that Daphne hands to an application, with what it keeps behind it."""
    said = []
    protocol = SimpleNamespace(**{"transport": Transport(end), "state": 3, "STATE_OPEN": 3, **more})

    async def handle_reply(_protocol, message):
        said.append(message["text"])

    return partial(handle_reply, protocol), protocol, said


def test_text_goes_at_once_where_nobody_waits():
    taken = []

    async def send(message):
        taken.append(message)

    assert PortableSender(send).send("[1]") is None
    assert taken == [{"type": "websocket.send", "text": "[1]"}]


async def test_server_that_waits_gets_a_task_that_ends_when_it_took_the_text():
    taken, gate = [], asyncio.Event()

    async def send(message):
        await gate.wait()
        await asyncio.sleep(0)
        taken.append(message["text"])

    sending = PortableSender(send).send("1")
    gate.set()
    await sending

    assert taken == ["1"]


async def test_fault_of_a_server_that_waited_is_in_its_task():
    gate = asyncio.Event()

    async def send(_message):
        await gate.wait()
        raise BrokenPipeError

    sending = PortableSender(send).send("1")
    gate.set()

    with pytest.raises(BrokenPipeError):
        await sending


async def test_server_without_coroutines_is_awaited():
    taken = []

    def send(message):
        taken.append(message["text"])
        future = asyncio.get_running_loop().create_future()
        future.set_result(None)
        return future

    await PortableSender(send).send("1")

    assert taken == ["1"]


def test_frame_goes_straight_to_the_socket_of_daphne(ends):
    send, protocol, said = daphne(ends[0])

    assert sender_for(send).send('"hi"') is None

    assert ends[1].recv(100) == b'\x81\x04"hi"'
    assert (protocol.transport._tempDataBuffer, said) == ([], [])


def test_frame_stands_behind_what_waits_already(ends):
    send, protocol, _said = daphne(ends[0])
    protocol.transport.write(b"before")

    sender_for(send).send("1")

    assert protocol.transport._tempDataBuffer == [b"before", b"\x81\x011"]


def test_what_the_socket_does_not_take_waits_in_the_transport(ends):
    send, protocol, _said = daphne(ends[0])
    text = "x" * 4_000_000

    sender_for(send).send(text)

    (rest,) = protocol.transport._tempDataBuffer
    assert 0 < len(rest) < len(text)
    assert frame_of(text).endswith(rest)


def test_socket_that_is_gone_is_left_to_the_transport(ends):
    send, protocol, _said = daphne(ends[0])
    ends[0].close()

    sender_for(send).send("1")

    assert protocol.transport._tempDataBuffer == [b"\x81\x011"]


@pytest.mark.parametrize("state", [0, 1, 2])
async def test_connection_that_is_not_open_goes_by_the_server(ends, state):
    send, _protocol, said = daphne(ends[0], state=state)

    sender_for(send).send("1")

    assert said == ["1"]


def test_other_servers_and_tls_go_by_the_server(ends):
    async def plain(_message): ...

    sealed, protocol, _said = daphne(ends[0])
    protocol.transport.TLS = True
    strange, _protocol, _said = daphne(ends[0], transport=object())

    assert [type(sender_for(send)) for send in (plain, sealed, strange)] == [PortableSender] * 3
    assert type(sender_for(daphne(ends[0])[0])) is DaphneSender


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (0, b"\x81\x00"),
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65_535, b"\x81\x7e\xff\xff"),
        (65_536, b"\x81\x7f" + (65_536).to_bytes(8)),
    ],
)
def test_frame_says_its_length(size, head):
    assert frame_of("x" * size) == head + b"x" * size


def test_several_texts_are_one_array():
    assert (joined(["1"]), joined(["1", '{"a":2}'])) == ("1", '[1,{"a":2}]')


def test_request_of_the_handshake_is_let_go(ends):
    send, protocol, _said = daphne(ends[0])
    protocol.transport.producer = "the request"

    sender_for(send)

    assert protocol.transport.producer is None
