"""What the page of a mentorship's rest and end shows, read for one of its members. Not here: the deeds (closing)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from rooms.board.report import present_board, report_goals
from rooms.closing import answer_of, words_of
from rooms.members import SIGNATORIES
from rooms.models import Closing, Membership, Pause
from rooms.outlook import cipher_of, opened

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from rooms.board.report import GoalReport
    from rooms.closing import Words
    from rooms.models import Room
    from rooms.vault import RoomCipher

    People = dict[uuid.UUID, Membership]


@dataclass(frozen=True, slots=True)
class Statement:
    """One signatory: whether they have signed or given notice, and what they said."""

    member: Membership
    signed_at: datetime | None = None
    text: str = ""
    objects: bool = False
    notice_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal to close, or what the room was closed with."""

    row: Closing
    words: Words
    author: Membership | None
    statements: list[Statement]

    def said_by(self, member: Membership) -> Statement:
        return next((each for each in self.statements if each.member.pk == member.pk), Statement(member))


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause under way."""

    row: Pause
    word: str
    author: Membership | None


@dataclass(frozen=True, slots=True)
class ClosingPage:
    proposal: Proposal | None
    rest: Rest | None
    reached: list[GoalReport]
    unfinished: list[GoalReport]


def read_closing_page(room: Room) -> ClosingPage:
    """As many statements whatever is on the board; raises `not_found` for an erased room."""
    cipher, people = cipher_of(room), _people(room)
    names = {str(each.person_id): each.person.name for each in people.values()}
    goals = [
        each
        for each in report_goals(present_board(room), names, timezone.localdate())
        if each.goal["state"] == "active"
    ]
    return ClosingPage(
        proposal=_proposal(room, people, cipher),
        rest=_rest(room, people, cipher),
        reached=[each for each in goals if each.is_finished],
        unfinished=[each for each in goals if not each.is_finished],
    )


def read_proposal(room: Room) -> Proposal | None:
    """The proposal alone, or what the room was closed with; raises `not_found` for an erased room."""
    return _proposal(room, _people(room), cipher_of(room))


def _people(room: Room) -> People:
    return {each.person_id: each for each in Membership.objects.filter(room=room).select_related("person")}


def _proposal(room: Room, people: People, cipher: RoomCipher) -> Proposal | None:
    row = Closing.objects.standing().filter(room=room).prefetch_related("voices").first()
    if row is None:
        return None
    said = {
        voice.person_id: Statement(
            people[voice.person_id], voice.signed_at, answer_of(voice, cipher), voice.objects_to_it, voice.notice_at
        )
        for voice in row.voices.all()
    }
    asked = [
        each for each in people.values() if each.role in SIGNATORIES and (each.is_current or each.person_id in said)
    ]
    asked.sort(key=lambda each: (each.joined_at, each.pk))
    statements = [said.get(each.person_id, Statement(each)) for each in asked]
    return Proposal(row, words_of(row, cipher), people.get(row.person_id), statements)


def _rest(room: Room, people: People, cipher: RoomCipher) -> Rest | None:
    row = Pause.objects.under_way().filter(room=room).first()
    return Rest(row, opened(row, cipher).decode(), people.get(row.person_id)) if row else None
