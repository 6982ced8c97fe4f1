"""Invitations into group rooms: given, used up, declined, and worth nothing elsewhere."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from rooms import members
from rooms.models import Invitation
from tests.builders.chat import member_of
from tests.builders.people import person
from tests.builders.rooms import group_room, mentorship_room
from tests.builders.traces import history, people_in, refused, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe():
    return person("zoe")


@pytest.fixture
def open_room(mia, noah):
    return group_room("Clerks", mia, noah)


@pytest.fixture
def closed_group(mia, noah):
    """A room that one enters by invitation only."""
    return group_room("Grievances of the fifth chamber", mia, noah, is_open=False)


@pytest.fixture
def mentorship(mia, noah):
    return mentorship_room(mia, noah)


def test_invite_leaves_an_invitation_and_no_event(closed_group, mia, zoe):
    invitation = members.invite(member_of(closed_group, mia), zoe)

    assert (invitation.room, invitation.person, invitation.invited_by) == (closed_group, zoe, mia)
    assert (history(closed_group), people_in(closed_group)[2:]) == ([], [])


def test_invite_again_gives_the_same_invitation(closed_group, mia, zoe):
    first = members.invite(member_of(closed_group, mia), zoe)

    assert members.invite(member_of(closed_group, mia), zoe) == first
    assert Invitation.objects.count() == 1


def test_nobody_is_invited_twice_in_the_database(closed_group, mia, zoe):
    members.invite(member_of(closed_group, mia), zoe)

    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(room=closed_group, person=zoe, invited_by=mia)

    assert Invitation.objects.count() == 1


def test_invite_is_the_moderators_alone(closed_group, noah, zoe):
    assert refused(closed_group, members.invite, member_of(closed_group, noah), zoe) == "forbidden"


def test_invite_refuses_a_moderator_who_left(closed_group, mia, noah, zoe):
    members.make_moderator(member_of(closed_group, mia), noah)
    stale = member_of(closed_group, noah)
    members.leave(member_of(closed_group, noah))

    assert refused(closed_group, members.invite, stale, zoe) == "forbidden"


def test_invite_refuses_who_is_a_member(closed_group, mia, noah):
    assert refused(closed_group, members.invite, member_of(closed_group, mia), noah) == "conflict"


def test_invite_refuses_a_closed_room(closed_group, mia, zoe):
    members.close(member_of(closed_group, mia))

    assert refused(closed_group, members.invite, member_of(closed_group, mia), zoe) == "read_only"


def test_nobody_is_invited_into_a_mentorship_room(mentorship, mia, zoe):
    assert refused(mentorship, members.invite, member_of(mentorship, mia), zoe) == "forbidden"


def test_invitation_into_a_mentorship_room_opens_nothing(mentorship, mia, zoe):
    smuggled = Invitation.objects.create(room=mentorship, person=zoe, invited_by=mia)

    assert refused(mentorship, members.accept, smuggled) == "bad_shape"


def test_accept_uses_the_invitation_up(closed_group, mia, zoe):
    members.accept(members.invite(member_of(closed_group, mia), zoe))

    assert people_in(closed_group)[-1] == ("Zoe", "member")
    assert (history(closed_group), told()) == ([(1, "member.joined", "Zoe")], [zoe.pk])
    assert Invitation.objects.count() == 0


def test_accept_again_changes_nothing(closed_group, mia, zoe):
    invitation = members.invite(member_of(closed_group, mia), zoe)
    stale = Invitation.objects.get()
    members.accept(invitation)
    members.make_moderator(member_of(closed_group, mia), zoe)

    assert members.accept(stale).role == "moderator"
    assert len(history(closed_group)) == 2


def test_accept_refuses_a_closed_room(closed_group, mia, zoe):
    invitation = members.invite(member_of(closed_group, mia), zoe)
    members.close(member_of(closed_group, mia))

    assert refused(closed_group, members.accept, invitation) == "read_only"


def test_declined_invitation_cannot_be_accepted(closed_group, mia, zoe):
    invitation = members.invite(member_of(closed_group, mia), zoe)
    stale = Invitation.objects.get()
    members.decline(invitation)

    assert refused(closed_group, members.accept, stale) == "not_found"


def test_decline_again_changes_nothing(closed_group, mia, zoe):
    invitation = members.invite(member_of(closed_group, mia), zoe)
    stale = Invitation.objects.get()
    members.decline(invitation)

    members.decline(stale)

    assert (Invitation.objects.count(), history(closed_group)) == (0, [])


def test_removed_member_comes_back_by_invitation(open_room, mia, noah):
    members.remove(member_of(open_room, mia), noah)

    members.accept(members.invite(member_of(open_room, mia), noah))

    assert (people_in(open_room)[-1], member_of(open_room, noah).removed) == (("Noah", "member"), False)


def test_invitation_from_before_a_removal_is_worth_nothing(open_room, mia, zoe):
    members.invite(member_of(open_room, mia), zoe)
    stale = Invitation.objects.get()
    members.join(open_room, zoe)
    members.remove(member_of(open_room, mia), zoe)

    assert refused(open_room, members.accept, stale) == "not_found"
