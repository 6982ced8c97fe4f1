"""Who comes into a room, who goes, and who is kept out."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from rooms import members
from rooms.models import Membership, Room, RoomEvent, RoomKey
from rooms.refusals import Refused
from server.accounts.models import Person
from tests.builders.chat import member_of, send
from tests.builders.people import person
from tests.builders.rooms import group_room, mentorship_room
from tests.builders.threads import at_once
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


# Opening


def test_open_mentorship_lets_its_members_in_under_a_key(mia, noah, zoe):
    room = members.open_mentorship(mia, noah, [(zoe, "observer")])

    assert people_in(room) == [("Mia", "mentor"), ("Noah", "mentee"), ("Zoe", "observer")]
    assert history(room) == [(seq, "member.joined", "Mia") for seq in (1, 2, 3)]
    assert (RoomKey.objects.get().room, told()) == (room, [mia.pk, noah.pk, zoe.pk])


def test_open_mentorship_refuses_one_person_twice(mia, noah):
    with pytest.raises(Refused, match="bad_shape"):
        members.open_mentorship(mia, noah, [(noah, "observer")])

    assert Room.objects.count() == 0


def test_open_mentorship_refuses_a_ninth_member(mia, noah):
    others = [(person(f"guest{no}"), "observer") for no in range(7)]

    with pytest.raises(Refused, match="too_long"):
        members.open_mentorship(mia, noah, others)

    assert (members.open_mentorship(mia, noah, others[1:]).memberships.count(), Room.objects.count()) == (8, 1)


@pytest.mark.parametrize("role", ["moderator", "member", "admin"])
def test_open_mentorship_refuses_roles_of_other_rooms(mia, noah, zoe, role):
    with pytest.raises(Refused, match="bad_shape"):
        members.open_mentorship(mia, noah, [(zoe, role)])

    assert (Room.objects.count(), RoomKey.objects.count(), told()) == (0, 0, [])


def test_open_group_has_its_first_moderator(mia):
    room = members.open_group(mia, title=" Clerks ", purpose="Questions", is_open=False)

    assert (room.title, room.is_open, people_in(room)) == ("Clerks", False, [("Mia", "moderator")])
    assert (history(room), told()) == ([(1, "member.joined", "Mia")], [mia.pk])


def test_open_group_needs_a_title(mia):
    with pytest.raises(IntegrityError), transaction.atomic():
        members.open_group(mia, title="  ")

    assert (Room.objects.count(), told()) == (0, [])


# What the database holds


def test_nobody_is_in_a_room_twice(open_room, noah):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(room=open_room, person=noah, role="moderator")

    assert member_of(open_room, noah).role == "member"


def test_mentorship_room_has_no_title_and_is_not_listed(mentorship, zoe):
    for wrong in ({"title": "Case 12"}, {"purpose": "Case 12"}, {"is_open": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Room.objects.filter(pk=mentorship.pk).update(**wrong)

    assert list(Room.objects.listed_for(zoe)) == []


# Joining


def test_join_makes_a_member_with_nothing_unread(open_room, mia, zoe):
    send(open_room, mia, "Earlier")

    member = members.join(open_room, zoe)

    assert (member.role, member_of(open_room, zoe).unread) == ("member", 0)
    assert (history(open_room)[-1], told()) == ((2, "member.joined", "Zoe"), [zoe.pk])


def test_join_again_changes_nothing(open_room, zoe):
    members.join(open_room, zoe)
    before = history(open_room)

    members.join(open_room, zoe)

    assert (history(open_room), told()) == (before, [zoe.pk])


def test_join_does_not_unmake_a_moderator(open_room, mia):
    assert members.join(open_room, mia).role == "moderator"


def test_join_refuses_a_room_by_invitation_as_if_there_were_none(closed_group, zoe):
    assert refused(closed_group, members.join, closed_group, zoe) == "not_found"


def test_join_refuses_a_mentorship_room_as_if_there_were_none(mentorship, zoe):
    assert refused(mentorship, members.join, mentorship, zoe) == "not_found"


def test_join_refuses_a_closed_room(open_room, mia, zoe):
    members.close(member_of(open_room, mia))

    assert refused(open_room, members.join, open_room, zoe) == "read_only"


def test_join_refuses_a_full_room(open_room, zoe):
    crowd = [Person(name=f"Guest {no}", email=f"guest{no}@court.example") for no in range(members.GROUP_MEMBERS - 2)]
    Person.objects.bulk_create(crowd)
    Membership.objects.bulk_create([Membership(room=open_room, person=each, role="member") for each in crowd])

    with pytest.raises(Refused, match="too_long"):
        members.join(open_room, zoe)

    assert Membership.objects.filter(person=zoe).count() == 0


def test_join_refuses_a_removed_member(open_room, mia, noah):
    members.remove(member_of(open_room, mia), noah)

    assert refused(open_room, members.join, open_room, noah) == "not_found"


def test_join_after_leaving_is_a_new_beginning(open_room, mia, noah, zoe):
    members.leave(member_of(open_room, noah))
    members.join(open_room, zoe)
    send(open_room, mia, "Meanwhile")

    members.join(open_room, noah)

    assert people_in(open_room) == [("Mia", "moderator"), ("Zoe", "member"), ("Noah", "member")]
    assert member_of(open_room, noah).unread == 0


def test_moderator_who_left_comes_back_as_a_member(open_room, mia, noah):
    members.make_moderator(member_of(open_room, mia), noah)
    members.leave(member_of(open_room, noah))

    assert members.join(open_room, noah).role == "member"


# Going


def test_leave_ends_the_membership(open_room, noah):
    members.leave(member_of(open_room, noah))

    assert people_in(open_room) == [("Mia", "moderator")]
    assert (history(open_room), told()) == ([(1, "member.left", "Noah")], [noah.pk])


def test_leave_again_changes_nothing(open_room, noah):
    stale = member_of(open_room, noah)
    members.leave(member_of(open_room, noah))

    members.leave(stale)

    assert (history(open_room), told()) == ([(1, "member.left", "Noah")], [noah.pk])


def test_leaving_does_not_undo_a_removal(open_room, mia, noah):
    stale = member_of(open_room, noah)
    members.remove(member_of(open_room, mia), noah)

    members.leave(stale)

    assert member_of(open_room, noah).removed


def test_leave_refuses_the_only_moderator(open_room, mia):
    assert refused(open_room, members.leave, member_of(open_room, mia)) == "conflict"


def test_leave_is_open_to_one_of_two_moderators(open_room, mia, noah):
    members.make_moderator(member_of(open_room, mia), noah)

    members.leave(member_of(open_room, mia))

    assert people_in(open_room) == [("Noah", "moderator")]


def test_leave_is_open_to_the_last_one(mia):
    room = group_room("Clerks", mia)

    members.leave(member_of(room, mia))

    assert people_in(room) == []


@pytest.mark.django_db(transaction=True)
def test_leave_refuses_the_last_of_two_moderators_who_go_at_once(mia, noah, zoe):
    room = group_room("Clerks", mia, noah, zoe)
    members.make_moderator(member_of(room, mia), noah)

    outcomes = at_once(partial(members.leave, member_of(room, mia)), partial(members.leave, member_of(room, noah)))

    assert sorted(str(each)[:8] for each in outcomes) == ["None", "conflict"]
    assert len(people_in(room)) == 2


def test_mentorship_room_cannot_be_left(mentorship, noah):
    assert refused(mentorship, members.leave, member_of(mentorship, noah)) == "forbidden"


def test_remove_puts_a_member_out(open_room, mia, noah):
    members.remove(member_of(open_room, mia), noah)

    assert (people_in(open_room), member_of(open_room, noah).removed) == ([("Mia", "moderator")], True)
    assert (history(open_room), told()) == ([(1, "member.removed", "Mia")], [noah.pk])


def test_remove_again_finds_nobody(open_room, mia, noah):
    members.remove(member_of(open_room, mia), noah)

    assert refused(open_room, members.remove, member_of(open_room, mia), noah) == "not_found"


def test_remove_is_the_moderators_alone(open_room, mia, noah):
    assert refused(open_room, members.remove, member_of(open_room, noah), mia) == "forbidden"


def test_remove_refuses_moderators(open_room, mia, noah):
    members.make_moderator(member_of(open_room, mia), noah)

    assert refused(open_room, members.remove, member_of(open_room, mia), noah) == "forbidden"


def test_nobody_is_removed_from_a_mentorship_room(mentorship, mia, noah):
    assert refused(mentorship, members.remove, member_of(mentorship, mia), noah) == "forbidden"


# Moderating


def test_make_moderator_tells_the_room(open_room, mia, noah):
    members.make_moderator(member_of(open_room, mia), noah)

    assert people_in(open_room) == [("Mia", "moderator"), ("Noah", "moderator")]
    assert history(open_room) == [(1, "member.joined", "Mia")]


def test_make_moderator_again_changes_nothing(open_room, mia, noah):
    members.make_moderator(member_of(open_room, mia), noah)

    members.make_moderator(member_of(open_room, mia), noah)

    assert len(history(open_room)) == 1


def test_make_moderator_is_the_moderators_alone(open_room, noah):
    assert refused(open_room, members.make_moderator, member_of(open_room, noah), noah) == "forbidden"


def test_make_moderator_finds_members_only(closed_group, mia, zoe):
    assert refused(closed_group, members.make_moderator, member_of(closed_group, mia), zoe) == "not_found"


def test_mentorship_room_gets_no_moderator(mentorship, mia, noah):
    assert refused(mentorship, members.make_moderator, member_of(mentorship, mia), noah) == "forbidden"


def test_close_makes_the_room_read_only(open_room, mia):
    members.close(member_of(open_room, mia))

    open_room.refresh_from_db()
    assert (open_room.closed_at is None, history(open_room)) == (False, [(1, "room.closed", "Mia")])


def test_close_again_changes_nothing(open_room, mia):
    members.close(member_of(open_room, mia))
    closed_at = Room.objects.get().closed_at

    members.close(member_of(open_room, mia))

    assert (Room.objects.get().closed_at, len(history(open_room))) == (closed_at, 1)


def test_close_is_the_moderators_alone(open_room, noah):
    assert refused(open_room, members.close, member_of(open_room, noah)) == "forbidden"


def test_mentorship_room_is_not_closed_by_one_of_its_members(mentorship, mia):
    assert refused(mentorship, members.close, member_of(mentorship, mia)) == "forbidden"


def test_closed_room_can_still_be_left(open_room, mia, noah):
    members.close(member_of(open_room, mia))

    members.leave(member_of(open_room, noah))

    assert people_in(open_room) == [("Mia", "moderator")]


def test_last_one_to_leave_closes_the_room(mia):
    room = members.open_group(mia, title="Clerks")

    members.leave(member_of(room, mia))

    room.refresh_from_db()
    assert room.closed_at is not None
    assert list(RoomEvent.objects.filter(room=room).order_by("seq").values_list("kind", flat=True)) == [
        "member.joined",
        "member.left",
        "room.closed",
    ]
