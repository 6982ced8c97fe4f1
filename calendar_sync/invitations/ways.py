"""How mails about sessions reach each person: with a part for their calendar, or in words where a feed shows it all.

A calendar that reads a feed and is invited as well shows every session twice. Not here: writing the mails (invites).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendar_sync.feeds.readers import calendars_of
from calendar_sync.models import Delivery

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection
    from datetime import datetime

    from calendar_sync.models import FeedReader, Session
    from server.accounts.models import Person

# So near a session, what a calendar shows is asked for; some look only once a day.
SOON = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Way:
    """`reader` is the calendar that shows the person's sessions by a feed, if one did so lately."""

    choice: str = Delivery.Way.FITTING
    reader: FeedReader | None = None

    @property
    def invites(self) -> bool:
        if self.choice == Delivery.Way.FITTING:
            return self.reader is None
        return self.choice == Delivery.Way.ALWAYS

    def sentences(self, sessions: Collection[Session], now: datetime) -> list[str]:
        """Where it will be seen, in mails that no calendar reads."""
        if self.reader is None:
            return []
        words = [_("%(calendar)s reads your feed and will show this by itself.") % {"calendar": self.reader.client}]
        if any(now < each.ends_at and each.starts_at < now + SOON for each in sessions):
            words.append(
                _("It last looked %(ago)s; until it looks again, this mail is what holds.")
                % {"ago": ago(self.reader, now)}
            )
        return [" ".join(words)]


def ago(reader: FeedReader, now: datetime) -> str:
    hours = (now - reader.last_at) // timedelta(hours=1)
    if not hours:
        return _("within the hour")
    return ngettext("%(hours)s hour ago", "%(hours)s hours ago", hours) % {"hours": hours}


def choose(person: Person, way: str) -> None:
    """For what is told from now on; sessions that a calendar was invited to go on as they began."""
    Delivery.objects.update_or_create(person=person, defaults={"way": way})


def choice_of(person: Person) -> str:
    found = Delivery.objects.filter(person=person).first()
    return found.way if found else Delivery.Way.FITTING


def ways_to(people: Collection[uuid.UUID], room: uuid.UUID, now: datetime) -> dict[uuid.UUID, Way]:
    """Two queries, whoever they are."""
    chosen = dict(Delivery.objects.filter(person__in=people).values_list("person", "way"))
    readers = calendars_of(people, room, now)
    return {each: Way(chosen.get(each, Delivery.Way.FITTING), readers.get(each)) for each in people}
