"""A feed in the usual way: rows read, words opened, every event made and written by icalendar at each request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from calendar_sync.models import Session
from calendar_sync.sessions.wording import words_of
from rooms.vault import keyring

if TYPE_CHECKING:
    from calendar_sync.feeds.feeds import View
    from rooms.vault import RoomCipher


def usual_body(view: View) -> bytes:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Usual//EN")
    rows = (
        Session.objects.live().filter(attendances__person=view.feed.owner_id).between(*view.span).select_related("room")
    )
    for row in rows.order_by("starts_at"):
        calendar.add_component(usual_event(row, keyring.for_room(row.room)))
    content: bytes = calendar.to_ical()
    return content


def usual_event(row: Session, cipher: RoomCipher) -> Event:
    words, event = words_of(row, cipher), Event()
    event.add("uid", row.uid)
    event.add("dtstamp", row.revised_at)
    event.add("last-modified", row.revised_at)
    event.add("sequence", row.sequence)
    event.add("dtstart", row.starts_at)
    event.add("dtend", row.ends_at)
    event.add("status", "CONFIRMED")
    event.add("summary", words.title)
    event.add("description", words.agenda)
    event.add("organizer", "mailto:sessions@court.example")
    event.add("url", f"https://court.example/rooms/{row.room_id}/")
    return event
