"""One feed as the pages of its owner show it: which sessions, and who read it last. Not here: the pages (views)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable

    from calendar_sync.feeds.feeds import View
    from rooms.models import Membership


def shown(view: View) -> dict[str, object]:
    feed = view.feed
    readers = sorted(feed.readers.all(), key=lambda reader: reader.last_at, reverse=True)
    others = company(feed.room.memberships.all(), view.feed.owner_id) if feed.room else ""
    return {"row": feed, "mark": view.mark, "readers": readers, "company": others}


def company(members: Iterable[Membership], person: uuid.UUID) -> str:
    """The others in a room."""
    names = sorted(each.person.name for each in members if each.is_current and each.person_id != person)
    return ", ".join(names) or _("Nobody else")
