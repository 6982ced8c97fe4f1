"""What the demo leaves in the database: people behind one door, rooms that were really talked in, things that wait."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from django.core.management import call_command
from django.test import override_settings

from calendar_sync.models import Attendance, Session
from rooms.board.pieces import values_of
from rooms.models import Invitation, Membership, Message, Piece, Reaction, Room, RoomEvent
from rooms.notes.reading import read_document
from rooms.vault import keyring
from server.accounts.demo import is_demo_site
from server.accounts.models import Person
from server.demo.programme import read_programme
from server.demo.seeding import Seeding

NOW = datetime(2031, 4, 2, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo with one mentorship and the clerks' table, for all who only look at it."""
    whole = read_programme()
    part = msgspec.structs.replace(whole, mentorships=whole.mentorships[:1], groups=whole.groups[2:])
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        Seeding(NOW, part).run()
    yield
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def seeded(demo, db):
    """Seen by one test, which leaves it as it was."""


def unread(key, kind):
    member = Membership.objects.select_related("room").get(person__email__startswith=f"{key}.", room__kind=kind)
    return member.unread


def test_seeding_marks_the_database(seeded):
    assert is_demo_site()


def test_cast_is_a_dozen_people_without_password_or_privilege(seeded):
    cast = list(Person.objects.demo_cast())

    assert len(cast) == 12
    assert not any(person.has_usable_password() for person in cast)


def test_cast_begins_with_mentor_and_mentee(seeded):
    first, second = Person.objects.demo_cast()[:2]

    assert [{role for role, _ in each.roles} - {"member"} for each in (first, second)] == [{"mentor"}, {"mentee"}]


def test_every_event_follows_the_one_before(seeded):
    for room in Room.objects.all():
        rows = list(RoomEvent.objects.filter(room=room).order_by("seq").values_list("seq", flat=True))

        assert rows == list(range(1, room.head + 1))


def test_nothing_lies_in_the_future(seeded):
    assert Message.objects.filter(at__gte=NOW).count() == 0


def test_conversation_has_edits_deletions_answers_and_reactions(seeded):
    said = Message.objects.filter(room__kind="mentorship")

    assert said.exclude(edited_at=None).exists()
    assert said.exclude(deleted_at=None).exists()
    assert said.exclude(reply_to=None).exists()
    assert Reaction.objects.filter(message__in=said).exists()


def test_board_tells_the_way_of_the_mentee_in_its_order(seeded):
    room = Room.objects.get(kind="mentorship")
    cipher = keyring.for_room(room)
    goals = Piece.objects.of_kind(room, "goal")
    times = RoomEvent.objects.filter(room=room, kind__contains="goal").order_by("seq").values_list("at", flat=True)

    assert {goal.state for goal in goals} == {"active"}
    assert "Stay patient with those who are slow" in {values_of(goal, cipher)["title"] for goal in goals}
    assert Piece.objects.of_kind(room, "check_in").count() == 9
    assert (list(times), times[0] < NOW) == (sorted(times), True)


def test_shared_note_holds_what_was_agreed(seeded):
    member = Membership.objects.select_related("room", "person").get(role="mentor", room__kind="mentorship")

    assert "a judgment without having rewritten it four times" in read_document(member, "room")[1].text


def test_unread_counts_are_as_planned(seeded):
    assert (unread("margit", "mentorship"), unread("idris", "mentorship")) == (2, 0)


def test_invitation_waits_for_one_clerk(seeded):
    invitation = Invitation.objects.get()

    assert (invitation.room.title, invitation.person.name) == ("Clerks' table", "Yusuf Calderbeck")


def test_faces_are_shown_for_some(seeded):
    assert 0 < Person.objects.exclude(photo="").count() < 12


def test_pair_has_met_and_will_meet_again(seeded):
    mentor, _mentee = Person.objects.demo_cast()[:2]
    held, ahead = Session.objects.exclude(ended_at=None), Session.objects.filter(ended_at=None)

    assert (held.count(), {each.series_id is None for each in ahead}, ahead.count()) == (4, {False}, 4)
    assert {(each.status, each.mentor_id) for each in Session.objects.all()} == {("confirmed", mentor.pk)}
    assert all(row.came for row in Attendance.objects.filter(session__in=held))
    assert {each.local.strftime("%a %H:%M") for each in ahead} == {"Thu 16:30"}
