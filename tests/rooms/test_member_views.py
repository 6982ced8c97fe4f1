"""The pages through which people come into a room and go out of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from rooms import members
from rooms.models import Invitation, Membership
from server.accounts.models import Person
from tests.builders.chat import member_of
from tests.builders.people import person
from tests.builders.rooms import group_room, mentorship_room

pytestmark = pytest.mark.django_db

SECRET = "the-word-that-must-not-leak"


@pytest.fixture
def cast():
    """Mia moderates Clerks, noah is a member, zoe is not."""
    mia, noah, zoe = person("mia"), person("noah"), person("zoe")
    return group_room("Clerks", mia, noah), mia, noah, zoe


def names_in(room) -> set[str]:
    return set(Membership.objects.current().filter(room=room).values_list("person__name", flat=True))


def test_join_leads_into_the_room(client, cast):
    room, _mia, _noah, zoe = cast
    client.force_login(zoe)

    answers = [client.post(reverse("rooms:join", args=[room.pk])) for _ in range(2)]

    assert {answer["location"] for answer in answers} == {reverse("rooms:room", args=[room.pk])}
    assert names_in(room) == {"Mia", "Noah", "Zoe"}


def test_join_needs_an_open_room(client):
    room = group_room(SECRET, person("mia"), is_open=False)
    client.force_login(person("zoe"))

    answer = client.post(reverse("rooms:join", args=[room.pk]))

    assert answer.status_code == 404
    assert SECRET not in answer.text
    assert names_in(room) == {"Mia"}


def test_join_is_never_a_link(client, cast):
    room, _mia, _noah, zoe = cast
    client.force_login(zoe)

    assert client.get(reverse("rooms:join", args=[room.pk])).status_code == 405


def test_leave_asks_first(client, cast):
    room, _mia, noah, _zoe = cast
    client.force_login(noah)

    page = client.get(reverse("rooms:leave", args=[room.pk]))

    assert "Leave this group?" in page.text
    assert names_in(room) == {"Mia", "Noah"}


def test_leave_ends_the_membership(client, cast):
    room, _mia, noah, _zoe = cast
    client.force_login(noah)

    answer = client.post(reverse("rooms:leave", args=[room.pk]), follow=True)

    assert "You have left Clerks." in answer.text
    assert names_in(room) == {"Mia"}


def test_only_moderator_is_told_why_they_cannot_leave(client, cast):
    room, mia, _noah, _zoe = cast
    client.force_login(mia)

    answer = client.post(reverse("rooms:leave", args=[room.pk]), follow=True)

    assert "You are the only moderator here" in answer.text
    assert names_in(room) == {"Mia", "Noah"}


def test_mentorship_room_cannot_be_left(client):
    mia, noah = person("mia"), person("noah")
    room = mentorship_room(mia, noah)
    client.force_login(noah)

    answer = client.post(reverse("rooms:leave", args=[room.pk]))

    assert answer.status_code == 403
    assert names_in(room) == {"Mia", "Noah"}


@pytest.mark.parametrize("said", ["Zoe", " zoe ", "ZOE@court.example"])
def test_invite_finds_a_person_by_name_or_address(said, client, cast):
    room, mia, _noah, zoe = cast
    client.force_login(mia)

    page = client.post(reverse("rooms:invite", args=[room.pk]), {"who": said}, follow=True)

    assert "Zoe has been invited." in page.text
    assert Invitation.objects.get().person == zoe


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("nobody@court.example", "Nobody here has this name or address."),
        ("Noah", "Noah is a member already."),
        ("Anna", "Several people have this name: use the e-mail address."),
        ("Gone", "Nobody here has this name or address."),
        ("", "This field is required."),
    ],
)
def test_invite_says_what_is_wrong(said, error, client, cast):
    room, mia, _noah, _zoe = cast
    namesakes = [person("anna"), person("anja")]
    Person.objects.filter(pk__in=[each.pk for each in namesakes]).update(name="Anna")
    person("gone", is_active=False)
    client.force_login(mia)

    answer = client.post(reverse("rooms:invite", args=[room.pk]), {"who": said})

    assert answer.status_code == 422
    assert error in answer.text
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("path", ["invite", "remove", "close"])
def test_moderating_is_for_moderators(path, client, cast):
    room, mia, noah, _zoe = cast
    client.force_login(noah)

    answer = client.post(reverse(f"rooms:{path}", args=[room.pk]), {"who": "Zoe", "person": mia.pk})

    assert answer.status_code == 403
    assert names_in(room) == {"Mia", "Noah"}
    assert not Invitation.objects.exists()


def test_accept_leads_into_the_room(client, cast):
    room, mia, _noah, zoe = cast
    asked = members.invite(member_of(room, mia), zoe)
    client.force_login(zoe)

    answer = client.post(reverse("rooms:accept", args=[asked.pk]))

    assert answer["location"] == reverse("rooms:room", args=[room.pk])
    assert names_in(room) == {"Mia", "Noah", "Zoe"}


def test_decline_leaves_no_trace(client, cast):
    room, mia, _noah, zoe = cast
    asked = members.invite(member_of(room, mia), zoe)
    client.force_login(zoe)

    page = client.post(reverse("rooms:decline", args=[asked.pk]), follow=True)

    assert "You have declined the invitation to Clerks." in page.text
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_invitation_is_answered_by_the_invited_alone(answer, client):
    mia, omar = person("mia"), person("omar")
    room = group_room(SECRET, mia, is_open=False)
    asked = members.invite(member_of(room, mia), omar)
    client.force_login(person("zoe"))

    refused = client.post(reverse(f"rooms:{answer}", args=[asked.pk]))

    assert refused.status_code == 404
    assert SECRET not in refused.text
    assert Invitation.objects.get() == asked


def test_remove_asks_first_by_name(client, cast):
    room, mia, noah, _zoe = cast
    client.force_login(mia)

    page = client.get(reverse("rooms:remove", args=[room.pk]), {"person": noah.pk})

    assert "Remove Noah?" in page.text
    assert names_in(room) == {"Mia", "Noah"}


def test_remove_puts_a_member_out(client, cast):
    room, mia, noah, _zoe = cast
    client.force_login(mia)

    page = client.post(reverse("rooms:remove", args=[room.pk]), {"person": noah.pk}, follow=True)

    assert "Noah is no longer a member." in page.text
    assert names_in(room) == {"Mia"}


@pytest.mark.parametrize("said", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_remove_knows_members_only(said, client, cast):
    room, mia, _noah, _zoe = cast
    client.force_login(mia)

    assert client.post(reverse("rooms:remove", args=[room.pk]), {"person": said}).status_code == 404


def test_moderator_cannot_be_removed(client, cast):
    room, mia, _noah, _zoe = cast
    client.force_login(mia)

    answer = client.post(reverse("rooms:remove", args=[room.pk]), {"person": mia.pk})

    assert answer.status_code == 403
    assert names_in(room) == {"Mia", "Noah"}


def test_moderator_makes_another(client, cast):
    room, mia, noah, _zoe = cast
    client.force_login(mia)

    page = client.post(reverse("rooms:make_moderator", args=[room.pk]), {"person": noah.pk}, follow=True)

    assert "Noah is now a moderator." in page.text
    assert member_of(room, noah).may_moderate


def test_close_makes_the_room_read_only(client, cast):
    room, mia, _noah, zoe = cast
    client.force_login(mia)

    asked = client.get(reverse("rooms:close", args=[room.pk]))
    client.post(reverse("rooms:close", args=[room.pk]))
    refused = client.post(reverse("rooms:invite", args=[room.pk]), {"who": zoe.name})

    assert "Close this group?" in asked.text
    assert "This room is closed" in refused.text


def test_people_lists_members_with_their_roles(client, cast):
    room, _mia, noah, _zoe = cast
    client.force_login(noah)

    page = client.get(reverse("rooms:people", args=[room.pk]))

    assert [(each.person.name, each.role) for each in page.context["people"]] == [
        ("Mia", "moderator"),
        ("Noah", "member"),
    ]
    assert reverse("rooms:remove", args=[room.pk]) not in page.text


def test_people_costs_the_same_for_one_member_and_three(client, django_assert_num_queries):
    mia = person("mia")
    small = group_room("Small", mia)
    large = group_room("Large", mia, person("noah"), person("omar"))
    client.force_login(mia)
    client.get(reverse("rooms:people", args=[small.pk]))

    with django_assert_num_queries(5):
        client.get(reverse("rooms:people", args=[small.pk]))
    with django_assert_num_queries(5):
        client.get(reverse("rooms:people", args=[large.pk]))
