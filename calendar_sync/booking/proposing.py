"""Another time that somebody who cannot move a session by herself proposes; whoever can takes it by one click.

Not here: proposals from calendars (arrivals), moving there (moving).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from calendar_sync.booking.booking import STEP_MINUTES, require_going_on
from calendar_sync.booking.patience import patience
from calendar_sync.booking.scope import find, require_to_come
from calendar_sync.clocks.near import TOO_FAR, is_near
from calendar_sync.models import Proposal, Session
from calendar_sync.sessions.telling import Change, tell
from rooms.log import Cause
from rooms.members import hold_mentorship
from rooms.outlook import cipher_of
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from rooms.models import Membership


@patience()
@transaction.atomic
def propose(member: Membership, session_id: uuid.UUID, start: datetime) -> Session:
    """As long as the session is; it takes the place of one's former proposal, and the same again changes nothing.

    Nothing is held for it: whether it fits is asked when somebody accepts it.
    """
    room = hold_mentorship(member)
    cipher_of(room)
    session, cause = find(room, session_id), Cause.deed(member.person_id)
    if member.person_id == session.mentor_id or not session.attendances.filter(person=member.person_id).exists():
        raise Refused("forbidden", _("Whoever takes part proposes; the mentor moves the session herself."))
    require_to_come(session, cause.at)
    require_going_on(room)
    if start <= cause.at or start.timestamp() % (STEP_MINUTES * 60):
        raise Refused("bad_shape", _("Propose a time that is still to come, at full five minutes."))
    if not is_near(start):
        raise Refused("bad_shape", TOO_FAR)
    wanted = {"starts_at": start, "minutes": session.minutes}
    mine = Proposal.objects.filter(session=session, person=member.person_id)
    if start != session.starts_at and not mine.filter(**wanted).exists():
        mine.update_or_create(session=session, person=member.person, defaults={**wanted, "at": cause.at})
        tell(Change("proposed", room, cause, [session]))
    return session
