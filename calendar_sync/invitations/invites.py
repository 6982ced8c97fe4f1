"""Invites people to sessions by mail, and tells them of changes, in the transaction of the change.

Everybody gets a mail of their own, which names no other address: the site's mailbox organises every session. Not here:
what calendars are told (orders), answers (replies).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from calendar_sync.clocks.timezones import canonical_zone
from calendar_sync.ical.entries import invitation_reading
from calendar_sync.ical.writing import Address, Mask, Method, event, message
from calendar_sync.invitations.letters import letter, text_of
from calendar_sync.invitations.orders import orders_of
from calendar_sync.invitations.replies import come_by_mail, hashed, reply_address, reply_token
from calendar_sync.invitations.ways import ways_to
from calendar_sync.models import Attendance, Invitee
from rooms.hours import counting
from rooms.vault import NoKey, keyring

if TYPE_CHECKING:
    from calendar_sync.invitations.orders import Order
    from calendar_sync.invitations.ways import Way
    from calendar_sync.sessions.telling import Change
    from server.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who takes part, with their answer so far and the way in which they want mails."""

    person: Person
    answer: str
    way: Way

    def token(self, order: Order) -> str:
        return reply_token(self.person.pk, order.uid)


def invite(change: Change) -> None:
    """A mail to everybody who takes part; a change that calendars need not hear of is not told by mail."""
    if not change.is_mailed:
        return
    try:
        reading = invitation_reading(change.room, keyring.for_room(change.room))
    except NoKey:
        # An erased room has nobody to tell.
        return
    # The mail goes to others than the one whose language and hours are in use here.
    with translation.override(settings.LANGUAGE_CODE), counting(to_twelve=False):
        for order in orders_of(change, reading):
            write_all(change, order)


def write_all(change: Change, order: Order) -> None:
    taking_part = Attendance.objects.filter(session__in=[each.pk for each in order.sessions])
    answers = dict(taking_part.order_by("-session__starts_at").values_list("person", "answer"))
    people = get_user_model().objects.filter(pk__in=answers, is_active=True).order_by("pk")
    ways = ways_to(answers, change.room.pk, change.cause.at)
    for person in people:
        write(change, order, Recipient(person, answers[person.pk], ways[person.pk]))


def write(change: Change, order: Order, to: Recipient) -> None:
    invitee, _fresh = Invitee.objects.get_or_create(
        person=to.person, uid=order.uid, defaults={"token_hash": hashed(to.token(order))}
    )
    if change.kind == "edited" and not invitee.is_told:
        return
    has_calendar = is_for_calendar(order, invitee, to.way)
    note_told(invitee, order, has_calendar=has_calendar)
    calendar = (order.method.value, content_of(order, to)) if has_calendar else None
    headline, zone = headline_of(change, order), canonical_zone(to.person.time_zone)
    seen = [] if has_calendar else to.way.sentences(order.sessions, change.cause.at)
    text = text_of(headline, order.sessions, zone, [*seen, *links(order, to, has_calendar=has_calendar)])
    letter(headline, to.person.email, text, calendar).send()


def is_for_calendar(order: Order, invitee: Invitee, way: Way) -> bool:
    """A calendar that was invited hears how it goes on, whatever was chosen since: it would show the old time.

    None hears of what is not agreed yet, nor of the end of what it never heard of.
    """
    return invitee.is_in_calendar or (way.invites and not order.waits and order.method != Method.CANCEL)


def note_told(invitee: Invitee, order: Order, *, has_calendar: bool) -> None:
    """One UID names all of a series, whose occurrences count apart: the highest number is what it was told last."""
    if has_calendar:
        invitee.sequence = max(order.sequence, invitee.sequence or 0)
    elif not order.waits:
        invitee.told = max(order.sequence, invitee.told or 0)
    invitee.save(update_fields=["sequence", "told"])


def content_of(order: Order, to: Recipient) -> bytes:
    organizer = Address(reply_address(to.token(order)), settings.SITE_NAME)
    guest = Address(to.person.email, to.person.name, to.answer)
    events = [event(entry, Mask.FULL, organizer, guest) for entry in order.entries]
    return message(order.method, events, [entry.zone for entry in order.entries if entry.zone])


def headline_of(change: Change, order: Order) -> str:
    if change.kind == "cancelled":
        return change.why
    return "waits" if order.waits else change.kind


def links(order: Order, to: Recipient, *, has_calendar: bool) -> list[str]:
    """Where to answer, if there is something to answer, and where the session stands."""
    found = [f"{_('The session:')}\n{session_url(order)}"]
    is_asked = to.answer == Attendance.Answer.NEEDS_ACTION and order.method == Method.REQUEST
    if is_asked and not order.waits:
        found.insert(0, f"{how_to_answer(has_calendar=has_calendar)}\n{answer_url(to.token(order))}")
    return found


def how_to_answer(*, has_calendar: bool) -> str:
    """Calendars have buttons to answer, and send their answers into the void where no mail is read."""
    if not has_calendar:
        return _("Will you come? Answer here:")
    if come_by_mail():
        return _("Will you come? Answer here, or in your calendar:")
    return _("Will you come? Answer here, since what you answer in your calendar does not arrive:")


def session_url(order: Order) -> str:
    return f"{settings.SITE_URL}{reverse('calendar:session', args=[order.sessions[0].pk])}"


def answer_url(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('calendar:answer', args=[token])}"
