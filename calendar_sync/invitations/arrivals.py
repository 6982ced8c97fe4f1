"""What becomes of mail that arrives for the calendar: answers are kept, other times become proposals.

Whatever else arrives is dropped with a line in the log, which names nobody. Not here: how it is read (inbox).
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from calendar_sync.clocks.near import is_near
from calendar_sync.clocks.recurring import local_of
from calendar_sync.invitations import replies
from calendar_sync.invitations.inbox import Dropped, read
from calendar_sync.models import Proposal, Session
from calendar_sync.models.session import LOCAL_FORMAT
from calendar_sync.sessions.coming import hear
from calendar_sync.sessions.telling import Change, tell
from rooms.log import Cause
from rooms.models import Room
from rooms.vault import NoKey, VaultError

if TYPE_CHECKING:
    from calendar_sync.invitations.inbox import Arrived, Said
    from calendar_sync.models import Invitee

log = structlog.get_logger(__name__)

# What is no fault of the mail: whoever handed it over keeps it, and tries again.
NOT_NOW = (OperationalError, InterfaceError, VaultError)
CLOCK_MINUTES = timedelta(minutes=5)


def receive(raw: bytes) -> int:
    """How many sessions the mail was about; the same mail again changes nothing."""
    try:
        return carry(read(raw))
    except NoKey:
        # An erased room has nobody to tell.
        return 0
    except Dropped as dropped:
        drop(dropped)
        return 0
    except NOT_NOW:
        raise
    except Exception as fault:  # noqa: BLE001  (whatever one mail does, it is not read again and again)
        drop(fault)
        return 0


def drop(why: Exception) -> None:
    """Of a fault only its type, since its words may quote the mail."""
    told = str(why) if isinstance(why, Dropped) else type(why).__name__
    log.info("mail for the calendar dropped", why=told)


def carry(arrived: Arrived) -> int:
    invitee = replies.find(arrived.token)
    if invitee is None:
        raise Dropped("unknown secret")
    counted = sum(take(invitee, said) for said in arrived.said if said.uid == invitee.uid)
    if not counted:
        raise Dropped("about nothing that is to come")
    return counted


@transaction.atomic
def take(invitee: Invitee, said: Said) -> int:
    if said.start:
        return propose(invitee, said)
    original = original_of(invitee, said)
    return hear(
        invitee,
        lambda: replies.answer_by_mail(invitee, said.answer, sequence=said.sequence, at=said.at, original=original),
    )


def original_of(invitee: Invitee, said: Said) -> str:
    """The occurrence as its row names it: the start that its series gives it, on the clock of its zone."""
    first = Session.objects.filter(uid=invitee.uid).first()
    if said.original is None or first is None or first.series is None:
        return ""
    return local_of(said.original, first.series.tzid).strftime(LOCAL_FORMAT)


def propose(invitee: Invitee, said: Said) -> int:
    """Another time for one session; a newer proposal of the same person takes the place of the former one."""
    assert said.start
    assert said.end
    original = original_of(invitee, said)
    mine = replies.attendances(invitee).select_related("session")
    row = next((each for each in mine if original in ("", each.session.recurrence_id)), None)
    start, length = said.start.astimezone(UTC), said.end - said.start
    in_steps = not start.timestamp() % CLOCK_MINUTES.total_seconds() and not length % CLOCK_MINUTES
    may_be = in_steps and start > timezone.now() and is_near(start)
    if row is None or said.sequence < row.session.sequence or not may_be:
        return 0
    room = Room.objects.lock([row.session.room_id])[row.session.room_id]
    wanted = {"starts_at": start, "minutes": length // timedelta(minutes=1), "at": said.at}
    known = Proposal.objects.filter(session=row.session, person=invitee.person).first()
    if known and known.at >= said.at:
        return 0
    Proposal.objects.update_or_create(session=row.session, person=invitee.person, defaults=wanted)
    tell(Change("proposed", room, Cause.deed(invitee.person_id), [row.session]))
    return 1
