"""Who reads which feed: calendar programs, by the names that they give. Not here: the feeds themselves (feeds)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from calendar_sync.ical.writing import Mask
from calendar_sync.models import Feed, FeedReader

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection
    from datetime import datetime

NOTED_SECONDS = 60
# A laptop that was closed over a weekend still reads its feeds.
LATELY = timedelta(days=3)
OTHER = "Another program"
# In this order, since some name others as well.
CLIENTS = {
    "google-calendar": "Google Calendar",
    "googlebot": "Google Calendar",
    "thunderbird": "Thunderbird",
    "outlook": "Outlook",
    "microsoft exchange": "Outlook",
    "exchange": "Outlook",
    "microsoft office": "Outlook",
    "icsx5": "ICSx5",
    "davx5": "DAVx5",
    "nextcloud": "Nextcloud",
    "evolution": "Evolution",
    "vdirsyncer": "vdirsyncer",
    "proton": "Proton Calendar",
    "cyrus": "Fastmail",
    "fastmail": "Fastmail",
    "calendaragent": "Apple Calendar",
    "dataaccessd": "Apple Calendar",
    "ios/": "Apple Calendar",
    "macos": "Apple Calendar",
    "mac os x": "Apple Calendar",
    "mozilla": "A browser",
    "curl": "curl",
    "python": "A script",
}
ONLY_TIMES = ", busy times"
NO_CALENDARS = {"A browser", "curl", "A script", OTHER}


def client_of(agent: str) -> str:
    """The program's name from a closed list, so that nothing that a stranger sends is shown to anybody."""
    lowered = agent.lower()
    return next((name for word, name in CLIENTS.items() if word in lowered), OTHER)


def note(feed: Feed, agent: str, mark: str, *, only_times: bool = False) -> None:
    """Remember that this program read that state of the feed; not more often than once a minute.

    One that only asks when its owner is busy is noted apart, since it shows no sessions.
    """
    client = client_of(agent) + (ONLY_TIMES if only_times else "")
    if cache.add(f"feed-read|{feed.pk}|{client}|{mark}", 1, NOTED_SECONDS):
        seen = {"last_at": timezone.now(), "mark": mark}
        FeedReader.objects.update_or_create(feed=feed, client=client, defaults=seen)


def calendars_of(people: Collection[uuid.UUID], room: uuid.UUID, now: datetime) -> dict[uuid.UUID, FeedReader]:
    """For each person the calendar that read last of all those that show the room's sessions by a feed.

    A feed that only says "busy" is somebody else's view, at work for instance, and no calendar of theirs.
    """
    feeds = Feed.objects.open().filter(Q(room=None) | Q(room=room), owner__in=people).exclude(mask=Mask.BUSY.value)
    shows = ~Q(client__in=NO_CALENDARS) & ~Q(client__endswith=ONLY_TIMES)
    lately = FeedReader.objects.filter(shows, feed__in=feeds, last_at__gt=now - LATELY).select_related("feed")
    return {each.feed.owner_id: each for each in lately.order_by("last_at")}
