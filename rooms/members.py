"""Who is in a room: open, join, invite, leave, remove, close. Not here: what members say (chat)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rooms import log, vault
from rooms.calendar import calendar
from rooms.models import Invitation, Membership, Room
from rooms.models.control import tell_rooms_changed
from rooms.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rooms.log import Cause
    from server.accounts.models import Person

MENTORSHIP_MEMBERS = 8
GROUP_MEMBERS = 5000
ROLES = {
    Room.Kind.MENTORSHIP: (Membership.Role.MENTOR, Membership.Role.MENTEE, Membership.Role.OBSERVER),
    Room.Kind.GROUP: (Membership.Role.MODERATOR, Membership.Role.MEMBER),
}

SIGNATORIES = (Membership.Role.MENTOR, Membership.Role.MENTEE)


@transaction.atomic
def open_mentorship(mentor: Person, mentee: Person, others: Iterable[tuple[Person, str]] = ()) -> Room:
    """A sealed room for a mentor, a mentee and up to six others with their roles."""
    people = [(mentor, "mentor"), (mentee, "mentee"), *others]
    if len({person.pk for person, _role in people}) != len(people):
        raise Refused("bad_shape", _("Everybody can be in a room only once."))
    if len(people) > MENTORSHIP_MEMBERS:
        raise Refused("too_long", _("A mentorship room has at most eight members."))
    room = Room.objects.create(kind=Room.Kind.MENTORSHIP)
    vault.make_key(room)
    for person, role in people:
        _let_in(room, person, role, log.Cause.deed(mentor.pk))
    return room


@transaction.atomic
def open_group(moderator: Person, *, title: str, purpose: str = "", is_open: bool = True) -> Room:
    """A group room; `is_open` lists it for everybody to join, otherwise one comes in by invitation."""
    room = Room.objects.create(kind=Room.Kind.GROUP, title=title.strip(), purpose=purpose.strip(), is_open=is_open)
    _let_in(room, moderator, "moderator", log.Cause.deed(moderator.pk))
    return room


@transaction.atomic
def join(room: Room, person: Person) -> Membership:
    """Come into an open group room; joining again changes nothing."""
    room = _locked(room)
    member = Membership.objects.filter(room=room, person=person).first()
    if member and member.is_current:
        return member
    if room.kind != Room.Kind.GROUP or not room.is_open or (member and member.removed):
        raise Refused("not_found", _("There is no such room to join."))
    require_open(room)
    return _let_in(room, person, "member", log.Cause.deed(person.pk))


@transaction.atomic
def invite(moderator: Membership, person: Person) -> Invitation:
    """Ask a person into a group room; asking again changes nothing, and lifts an earlier removal."""
    room = _locked(moderator.room)
    require_moderator(moderator)
    require_open(room)
    if Membership.objects.current().filter(room=room, person=person).exists():
        raise Refused("conflict", format_lazy(_("{name} is a member already."), name=person.name))
    asked = {"invited_by": moderator.person}
    return Invitation.objects.get_or_create(room=room, person=person, defaults=asked)[0]


@transaction.atomic
def accept(invitation: Invitation) -> Membership:
    """Come in by invitation; accepting again changes nothing."""
    room = _locked(invitation.room)
    member = Membership.objects.current().filter(room=room, person=invitation.person_id).first()
    if member:
        return member
    if not Invitation.objects.filter(pk=invitation.pk).exists():
        raise Refused("not_found", _("This invitation is no longer open."))
    require_open(room)
    return _let_in(room, invitation.person, "member", log.Cause.deed(invitation.person_id))


def decline(invitation: Invitation) -> None:
    """Turn an invitation down; declining again changes nothing."""
    Invitation.objects.filter(pk=invitation.pk).delete()


@transaction.atomic
def leave(member: Membership) -> None:
    """Leave a group room; its only moderator cannot while others are left, and the last one closes it.

    Leaving again changes nothing.
    """
    room = _locked(member.room)
    if room.kind == Room.Kind.MENTORSHIP:
        raise Refused("forbidden", _("A mentorship room ends for all its members together."))
    current = Membership.objects.current().filter(room=room)
    leaving = current.filter(pk=member.pk).first()
    if leaving is None:
        return
    others = current.exclude(pk=member.pk)
    if leaving.may_moderate and others.exists() and not others.filter(role="moderator").exists():
        raise Refused("conflict", _("You are the only moderator here: make somebody else a moderator first."))
    _let_out(room, leaving, "member.left", log.Cause.deed(leaving.person_id))
    if not current.exists() and room.closed_at is None:
        close_room(room, log.Cause.deed(member.person_id))


@transaction.atomic
def remove(moderator: Membership, person: Person) -> None:
    """Put a member out of a group room; the person comes back only by invitation."""
    room = _locked(moderator.room)
    require_moderator(moderator)
    member = Membership.objects.current().filter(room=room, person=person).first()
    if member is None:
        raise Refused("not_found", _("There is no such member in this room."))
    if member.role == "moderator":
        raise Refused("forbidden", _("A moderator cannot be removed."))
    _let_out(room, member, "member.removed", log.Cause.deed(moderator.person_id))


@transaction.atomic
def make_moderator(moderator: Membership, person: Person) -> None:
    """Give a member of a group room a moderator's rights; giving them again changes nothing."""
    room = _locked(moderator.room)
    require_moderator(moderator)
    member = Membership.objects.current().filter(room=room, person=person).first()
    if member is None:
        raise Refused("not_found", _("There is no such member in this room."))
    if member.may_moderate:
        return
    member.role = Membership.Role.MODERATOR
    member.save(update_fields=["role"])
    log.append(room, "member.joined", log.Cause.deed(moderator.person_id), subject=member)


@transaction.atomic
def close(member: Membership) -> None:
    """Make a group room read-only for good; closing again changes nothing."""
    room = _locked(member.room)
    require_moderator(member)
    if room.closed_at is None:
        close_room(room, log.Cause.deed(member.person_id))


def close_room(room: Room, cause: Cause) -> None:
    """Close a room whose row the caller has locked; its sessions to come are cancelled."""
    if room.is_sealed:
        calendar().cancel_ahead(room, cause)
    room.closed_at = timezone.now()
    room.save(update_fields=["closed_at"])
    log.append(room, "room.closed", cause)


def hold_mentorship(member: Membership) -> Room:
    """The member's mentorship room, open and locked until the transaction ends; for its mentors and mentees alone."""
    room = _locked(member.room)
    current = Membership.objects.current().filter(pk=member.pk).first()
    if current is None or not room.is_sealed:
        raise Refused("not_found", _("There is no such mentorship."))
    require_open(room)
    if current.role not in SIGNATORIES:
        raise Refused("forbidden", _("Mentor and mentee decide about this."))
    return room


def require_open(room: Room) -> None:
    if room.closed_at:
        raise Refused("read_only", _("This room is closed: it can be read, but nothing can be added."))


def require_moderator(member: Membership) -> None:
    if not Membership.objects.current().filter(pk=member.pk, role="moderator").exists():
        raise Refused("forbidden", _("Only a moderator of this room can do that."))


def _locked(room: Room) -> Room:
    return Room.objects.lock([room.pk])[room.pk]


def _let_in(room: Room, person: Person, role: str, cause: Cause) -> Membership:
    """Make the person a current member; an invitation is used up by it, in whatever way they came."""
    if role not in ROLES[Room.Kind(room.kind)]:
        raise Refused("bad_shape", _("There is no such role in a room of this kind."))
    if Membership.objects.current().filter(room=room).count() >= GROUP_MEMBERS:
        raise Refused("too_long", _("This room is full."))
    fresh = {
        "role": role, "left_at": None, "removed": False, "read_no": room.message_no, "joined_at": cause.at,
    }  # fmt: skip
    member, _made = Membership.objects.update_or_create(room=room, person=person, defaults=fresh)
    Invitation.objects.filter(room=room, person=person).delete()
    log.append(room, "member.joined", cause, subject=member)
    tell_rooms_changed(person.pk)
    return member


def _let_out(room: Room, member: Membership, kind: str, cause: Cause) -> None:
    member.left_at = timezone.now()
    member.removed = kind == "member.removed"
    member.save(update_fields=["left_at", "removed"])
    log.append(room, kind, cause, subject=member)
    tell_rooms_changed(member.person_id)
