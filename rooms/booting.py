"""The state that a page hands to its islands at first paint. Not here: the room itself (snapshot)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import get_language

from rooms.conversation import LIMITS
from rooms.members import SIGNATORIES
from rooms.protocol.boot import Boot, Me, Urls
from rooms.reading import one_moment
from rooms.snapshot import read_snapshot, room_lines

if TYPE_CHECKING:
    from rooms.models import Membership
    from server.accounts.models import Person

SOCKET_PATH = "/ws/live/"
# The doors below it are `poll/` and `say/`.
REQUESTS_PATH = "/live/"


def page_boot(person: Person) -> Boot:
    """For a page that shows no room: what the rooms list needs."""
    return Boot(me=_me(person, "group"), rooms=room_lines(person), limits=LIMITS, urls=_urls())


def room_boot(member: Membership) -> Boot:
    """For the page of a room, read in one moment."""
    person = member.person
    with one_moment():
        return Boot(
            me=_me(person, member.room.kind),
            rooms=room_lines(person),
            limits=LIMITS,
            urls=_room_urls(member),
            room=read_snapshot(member),
        )


def _me(person: Person, room_kind: str) -> Me:
    return Me(
        id=str(person.pk),
        name=person.name,
        time_zone=person.time_zone,
        language=get_language() or "en",
        presence_hidden=not person.shows_presence_in(room_kind),
    )


def _urls(
    *,
    leave: str = "",
    remove: str = "",
    invite: str = "",
    transcript: str = "",
    book: str = "",
    history: str = "",
    closing: str = "",
) -> Urls:
    return Urls(
        socket=SOCKET_PATH,
        requests=REQUESTS_PATH,
        sign_in=resolve_url(settings.LOGIN_URL),
        rooms=reverse("rooms:mine"),
        open_rooms=reverse("rooms:open"),
        leave=leave,
        remove=remove,
        invite=invite,
        transcript=transcript,
        book=book,
        history=history,
        closing=closing,
        sessions=reverse("calendar:sessions"),
    )


def _room_urls(member: Membership) -> Urls:
    room = [member.room_id]
    moderates = member.may_moderate
    return _urls(
        leave="" if member.room.is_sealed else reverse("rooms:leave", args=room),
        remove=reverse("rooms:remove", args=room) if moderates else "",
        invite=reverse("rooms:invite", args=room) if moderates else "",
        transcript=reverse("rooms:transcript", args=room),
        book=reverse("calendar:book", args=room) if may_meet(member) else "",
        history=reverse("calendar:history", args=room) if member.room.is_sealed else "",
        closing=reverse("rooms:closing", args=room) if member.room.is_sealed else "",
    )


def may_meet(member: Membership) -> bool:
    """Whether sessions can be planned by this member."""
    return member.room.is_sealed and not member.room.closed_at and member.role in SIGNATORIES
