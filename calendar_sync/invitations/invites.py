"""Invites people to sessions by mail, and tells them of changes, in the transaction of the change.

Everybody gets a mail of their own, which names no other address: the site's mailbox organises every session. Not here:
what calendars are told (orders), answers (replies).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from calendar_sync.clocks.timezones import canonical_zone
from calendar_sync.ical.entries import invitation_reading
from calendar_sync.ical.writing import Address, Mask, Method, event, message
from calendar_sync.invitations.letters import letter, text_of
from calendar_sync.invitations.orders import orders_of
from calendar_sync.invitations.replies import hashed, reply_address, reply_token
from calendar_sync.models import Attendance, Invitee
from rooms.vault import NoKey, keyring

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from calendar_sync.invitations.orders import Order
    from calendar_sync.sessions.telling import Change
    from server.accounts.models import Person


def invite(change: Change) -> None:
    """A mail to everybody who takes part; a change that calendars need not hear of is not told by mail."""
    try:
        reading = invitation_reading(change.room, keyring.for_room(change.room))
    except NoKey:
        # An erased room has nobody to tell.
        return
    # The mail goes to others than the one whose language is in use here.
    with translation.override(settings.LANGUAGE_CODE):
        for order in orders_of(change, reading):
            write_all(change, order)


def write_all(change: Change, order: Order) -> None:
    taking_part = Attendance.objects.filter(session__in=[each.pk for each in order.sessions])
    answers = dict(taking_part.order_by("-session__starts_at").values_list("person", "answer"))
    people = get_user_model().objects.filter(pk__in=answers, is_active=True).order_by("pk")
    for person in people:
        write(change, order, person, answers[person.pk])


def write(change: Change, order: Order, person: Person, answer: str) -> None:
    token = reply_token(person.pk, order.uid)
    invitee, _fresh = Invitee.objects.get_or_create(
        person=person, uid=order.uid, defaults={"token_hash": hashed(token)}
    )
    known = invitee.sequence is not None
    if change.kind == "edited" and (not known or order.sequence <= (invitee.sequence or 0)):
        return
    # Nobody's calendar hears of what is not agreed yet, nor of the end of what it never heard of.
    is_for_calendars = known or not (order.waits or order.method == Method.CANCEL)
    calendar = (order.method.value, content_of(order, person, answer, token)) if is_for_calendars else None
    if is_for_calendars:
        invitee.sequence = order.sequence
        invitee.save(update_fields=["sequence"])
    headline = headline_of(change, order)
    text = text_of(headline, order.sessions, canonical_zone(person.time_zone), links(order, answer, token, calendar))
    letter(headline, person.email, text, calendar).send()


def content_of(order: Order, person: Person, answer: str, token: str) -> bytes:
    organizer = Address(reply_address(token), settings.SITE_NAME)
    guest = Address(person.email, person.name, answer)
    events = [event(entry, Mask.FULL, organizer, guest) for entry in order.entries]
    return message(order.method, events, [entry.zone for entry in order.entries if entry.zone])


def headline_of(change: Change, order: Order) -> str:
    if change.kind == "cancelled":
        return change.why
    return "waits" if order.waits else change.kind


def links(order: Order, answer: str, token: str, calendar: object) -> list[tuple[StrOrPromise, str]]:
    """Where to answer, if there is something to answer, and where the session stands."""
    found: list[tuple[StrOrPromise, str]] = [(_("The session:"), session_url(order))]
    if calendar and order.method == Method.REQUEST and answer == Attendance.Answer.NEEDS_ACTION:
        found.insert(0, (_("Will you come? Answer here, or in your calendar:"), answer_url(token)))
    return found


def session_url(order: Order) -> str:
    return f"{settings.SITE_URL}{reverse('calendar:session', args=[order.sessions[0].pk])}"


def answer_url(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('calendar:answer', args=[token])}"
