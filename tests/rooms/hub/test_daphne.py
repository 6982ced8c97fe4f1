"""The short way into Daphne: what members usually say is read at once, all else by who knows the whole protocol."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.hub.daphne import MEDIUM, lighten, whole_texts

MASK = b"\x01\xfe\x80\x7f"
LIMIT = 1000


def frame(text, *, first=0x81, mask=MASK):
    """A frame as a client sends it (RFC 6455 5.2)."""
    size = len(text)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2)
    return bytes([first]) + length + mask + bytes(sign ^ mask[no % 4] for no, sign in enumerate(text))


@given(st.lists(st.text(max_size=300)), st.binary(min_size=4, max_size=4), st.integers(min_value=0))
def test_whole_texts_are_read_and_the_rest_is_left(texts, mask, cut):
    frames = [frame(text.encode(), mask=mask) for text in texts]
    data = b"".join(frames)
    data = data[: cut % (len(data) + 1)]

    payloads, end = whole_texts(data, MEDIUM - 1)

    whole = [no for no in range(len(frames) + 1) if len(b"".join(frames[:no])) <= len(data)][-1]
    assert (payloads, end) == ([text.encode() for text in texts[:whole]], len(b"".join(frames[:whole])))


@pytest.mark.parametrize(
    "strange",
    [
        frame(b"part", first=0x01),
        frame(b"more", first=0x80),
        frame(b"bytes", first=0x82),
        frame(b"ping", first=0x89),
        frame(b"", first=0x88),
        frame(b"packed", first=0xC1),
        b"\x81\x02hi",
        b"\x81\xfe\x00\x02" + MASK + b"hi",
        b"\x81\xff" + bytes(7) + b"\x02" + MASK + b"hi",
        frame(b"\xff\xfe"),
        frame(b"x" * (LIMIT + 1)),
    ],
    ids=["part", "continuation", "bytes", "ping", "close", "reserved bit", "no mask", "length told long",
         "length told very long", "no utf-8", "too long"],
)  # fmt: skip
def test_what_is_no_plain_text_is_left_with_all_behind_it(strange):
    before = frame(b"before")

    assert whole_texts(before + strange + frame(b"behind"), LIMIT) == ([b"before"], len(before))


class Protocol:
    """What Daphne's protocol shows of itself."""

    CONFIG_ATTRS = ("maxFramePayloadSize", "perMessageCompressionAccept")

    def __init__(self):
        self.state, self.current_frame, self.inside_message, self.data = 3, None, False, b""
        self.heard = []

    def onMessage(self, payload, is_binary):  # noqa: N802  (Autobahn's)
        self.heard.append((payload, is_binary))

    def dataReceived(self, data):  # noqa: N802  (Twisted's)
        self.heard.append(data)

    def connectionLost(self, reason):  # noqa: N802  (Twisted's)
        self.heard.append(reason)
        self.is_closed = self


def transport():
    """Of a socket that was a request once: it and the channel that read it hold each other."""
    channel = SimpleNamespace(requests=[])
    channel.requests.append(SimpleNamespace(channel=channel))
    return SimpleNamespace(producer=channel, unregisterProducer=lambda: None)


@pytest.fixture
def factory():
    """Of Daphne's sockets, one of which was seen."""
    factory, first = SimpleNamespace(protocol=Protocol), Protocol()
    first.factory, first.transport = factory, transport()
    first.maxFramePayloadSize, first.perMessageCompressionAccept = LIMIT, lambda offers: offers
    lighten(first)
    return factory


def test_later_sockets_read_their_options_from_their_class(factory):
    later = factory.protocol()

    assert (later.maxFramePayloadSize, later.perMessageCompressionAccept("none"), later.CONFIG_ATTRS) == (
        LIMIT, "none", ()
    )  # fmt: skip


def test_later_sockets_hear_texts_at_once_and_all_else_by_the_whole_protocol(factory):
    later = factory.protocol()

    later.dataReceived(frame(b"one") + frame(b"two") + frame(b"ping", first=0x89))

    assert later.heard == [(b"one", False), (b"two", False), frame(b"ping", first=0x89)]


@pytest.mark.parametrize(
    "midst", [{"state": 1}, {"current_frame": "a frame"}, {"inside_message": True}, {"data": b"\x81"}]
)
def test_socket_in_the_midst_of_something_hears_by_the_whole_protocol(factory, midst):
    later = factory.protocol()
    vars(later).update(midst)

    later.dataReceived(frame(b"one"))

    assert later.heard == [frame(b"one")]


def test_protocol_that_looks_otherwise_is_left_alone():
    factory = SimpleNamespace(protocol=SimpleNamespace)

    lighten(SimpleNamespace(factory=factory, transport=transport()))

    assert factory.protocol is SimpleNamespace


def test_request_of_an_open_socket_is_no_longer_held():
    socket = SimpleNamespace(factory=SimpleNamespace(protocol=Protocol), transport=transport())

    lighten(socket)

    assert socket.transport.producer.requests == []


def test_later_socket_that_is_lost_does_not_hold_itself(factory):
    later = factory.protocol()

    later.connectionLost("gone")

    assert vars(later) == {"state": 3, "current_frame": None, "inside_message": False, "data": b"", "heard": ["gone"]}
