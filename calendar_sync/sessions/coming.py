"""Whether people come to a session: said on its page, on that of their invitation or by mail, and seen in the room.

An answer moves nothing and mails nobody. Not here: whose an answer is (replies), who was there in the end (holding).
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from calendar_sync.booking.patience import patience
from calendar_sync.booking.scope import find
from calendar_sync.invitations import replies
from calendar_sync.models import Attendance
from calendar_sync.sessions.telling import Change, tell
from rooms.log import Cause
from rooms.members import hold_mentorship
from rooms.models import Room
from rooms.outlook import cipher_of
from rooms.refusals import Refused
from rooms.vault import NoKey

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

    from calendar_sync.models import Invitee, Session
    from rooms.models import Membership

ANSWERS = (Attendance.Answer.ACCEPTED, Attendance.Answer.TENTATIVE, Attendance.Answer.DECLINED)


@patience()
@transaction.atomic
def say(member: Membership, session_id: uuid.UUID, answer: str) -> Session:
    """For this session alone, until it is over; the same again changes nothing."""
    room = hold_mentorship(member)
    cipher_of(room)
    session, cause = find(room, session_id), Cause.deed(member.person_id)
    own = session.attendances.filter(person=member.person_id).first()
    if own is None:
        raise Refused("forbidden", _("You do not take part in this session."))
    if answer not in ANSWERS:
        raise Refused("bad_shape", _("There is no such answer."))
    if not session.is_live or session.ends_at <= cause.at:
        raise Refused("conflict", _("This session is over or cancelled."))
    if replies.keep(own, answer, sequence=session.sequence, at=cause.at):
        tell(Change("answered", room, cause, [session]))
    return session


@patience()
def answer_invitation(invitee: Invitee, answer: str) -> int:
    """For all that one invitation is about and that is still to come; how many sessions had another answer."""
    return hear(invitee, lambda: replies.answer_on_page(invitee, answer))


@transaction.atomic
def hear(invitee: Invitee, keep: Callable[[], int]) -> int:
    """Keep answers while the room is held, and let it see them; how many there were."""
    rows = replies.attendances(invitee).select_related("session__series")
    sessions = [each.session for each in rows]
    if not sessions:
        return 0
    room = Room.objects.lock([sessions[0].room_id])[sessions[0].room_id]
    before = answers_of(invitee)
    counted = keep()
    # An erased room has nobody to tell. Mail is read at least once, and the room hears of it once.
    with suppress(NoKey), transaction.atomic():
        if answers_of(invitee) != before:
            tell(Change("answered", room, Cause.deed(invitee.person_id), sessions))
    return counted


def answers_of(invitee: Invitee) -> list[str]:
    return list(replies.attendances(invitee).values_list("answer", flat=True))
