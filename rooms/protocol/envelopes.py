"""What every command and everything that is said has around its data. Not here: the commands and events themselves."""

from __future__ import annotations

from rooms.protocol.wire import ClientId, Id, Seq, Wire


class Command(Wire, tag_field="type"):
    """Base of all commands."""


class Asked(Command):
    """A command that gets a reply under its ref."""

    ref: Seq
    room: Id


class Durable(Asked):
    """A command that leaves a row in the log; its client_id makes a repetition harmless."""

    client_id: ClientId


class Said(Wire, tag_field="type"):
    """Base of all that the server says."""


class Event(Said):
    """A durable event: one row of the room's log."""

    room: str
    seq: Seq
    tag: str
    at: str
    by: str
    client_id: str | None


class Ephemeral(Said):
    """Something about a room that may be dropped and is never repeated."""

    room: str
