"""What the bodies of the fallback's requests hold, and their answers. Not here: the commands and events inside them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Raw

from rooms.protocol.commands import AnyCommand, HelloData
from rooms.protocol.events import AnySaid
from rooms.protocol.wire import Seq, Wire


class Poll(Wire):
    """Asks for news: with the relay of the last answer and how many frames of it arrived, or with none at first.

    The hello carries the cursors as they are now, so that any process can take the connection up.
    """

    hello: HelloData
    relay: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    frames: Seq = 0


class Polled(Wire):
    """The news, and what the next poll has to name."""

    relay: str
    frames: Seq
    said: list[AnySaid]


class Say(Wire):
    """Brings commands, like one frame of the socket; the answer holds their replies."""

    hello: HelloData
    commands: list[AnyCommand]


class Answered(Wire):
    """What the commands of one request were answered."""

    said: list[AnySaid]


class RawSay(Wire):
    """The same with its commands unread, so that a bad one does not spoil the others."""

    hello: HelloData
    commands: list[Raw]
