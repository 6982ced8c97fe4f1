"""What the page hands to the live room at first paint, so that it need not wait for the socket."""

from __future__ import annotations

from rooms.protocol.wire import Limits, RoomLine, Snapshot, Wire


class Me(Wire):
    """The reader: id, name, IANA time zone, language of the page, whether own presence is hidden here."""

    id: str
    name: str
    time_zone: str
    language: str
    presence_hidden: bool


class Urls(Wire):
    """Addresses the islands may use; empty where the reader may not. A room is at `rooms` followed by its id."""

    socket: str
    requests: str
    sign_in: str
    rooms: str
    open_rooms: str
    leave: str
    remove: str
    invite: str
    transcript: str
    book: str
    history: str
    closing: str
    sessions: str


class Boot(Wire):
    """Boot state of `<live-room>`; `rooms` feeds the rooms list on every page."""

    me: Me
    rooms: list[RoomLine]
    limits: Limits
    urls: Urls
    room: Snapshot | None = None
