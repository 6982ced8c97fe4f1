"""The signed-in home: what waits for a person, and their rooms."""

from __future__ import annotations

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.urls import reverse

from rooms import members
from server.home import Matter, what_waits
from tests.builders.booking import booked
from tests.builders.chat import member_of, send
from tests.builders.people import person
from tests.builders.rooms import group_room, mentorship_room
from tests.builders.sessions import NOW, policy

pytestmark = pytest.mark.django_db


def safe_person(name: str):
    """Somebody with a second factor, for whom nothing waits."""
    someone = person(name)
    Authenticator.objects.create(user=someone, type=Authenticator.Type.WEBAUTHN, data={})
    return someone


def test_nothing_waits_for_a_careful_person():
    assert what_waits(safe_person("mia")) == []


def test_invitation_waits_for_its_answer():
    mia, noah = safe_person("mia"), safe_person("noah")
    asked = members.invite(member_of(group_room("Clerks", mia), mia), noah)

    assert what_waits(noah) == [Matter("rooms/_invitation.html", asked)]
    assert what_waits(mia) == []


def test_session_waits_for_the_mentors_answer_once_for_a_series(client):
    mia, noah = safe_person("mia"), safe_person("noah")
    policy(mia, needs_approval=True)
    room = mentorship_room(mia, noah)
    with time_machine.travel(NOW, tick=False):
        single, first = booked(room, noah), booked(room, noah, "2026-01-06T12:00", weeks=3)

        assert [matter.subject.row for matter in what_waits(mia)] == [single, first]
        assert what_waits(noah) == []
        client.force_login(mia)
        assert "Waits for your answer" in client.get(reverse("home")).text
    assert what_waits(mia) == []


def test_home_names_the_next_session_of_mine_alone(client):
    mia, noah = safe_person("mia"), safe_person("noah")
    policy(mia)
    room = mentorship_room(mia, noah)
    with time_machine.travel(NOW, tick=False):
        first, _second = booked(room, noah, "2026-01-06T10:00"), booked(room, noah, "2026-01-07T10:00")

        for someone, shown in ((mia, [first]), (noah, [first]), (safe_person("zoe"), [])):
            client.force_login(someone)
            answer = client.get(reverse("home"))
            assert [line.row for line in answer.context["sessions"]] == shown


def test_missing_second_step_is_advised():
    assert [matter.subject.url for matter in what_waits(person("mia"))] == [reverse("accounts:security")]


def test_address_that_is_not_confirmed_is_named():
    mia = safe_person("mia")
    EmailAddress.objects.create(user=mia, email="new@court.example", verified=False)

    assert ["new@court.example" in matter.subject.text for matter in what_waits(mia)] == [True]


def test_home_shows_unread_rooms_first(client):
    mia, noah = safe_person("mia"), safe_person("noah")
    group_room("Clerks", mia, noah)
    send(group_room("Judges", mia, noah), mia, "Good morning.")
    client.force_login(noah)

    page = client.get(reverse("home")).text.split("<main")[1]

    assert "1 message is waiting to be read." in page
    assert page.index("Judges") < page.index("Clerks")


def test_home_shows_nothing_of_rooms_that_are_not_mine(client):
    mia = safe_person("mia")
    send(mentorship_room(mia, safe_person("noah")), mia, "the-word-that-must-not-leak")
    client.force_login(safe_person("zoe"))

    page = client.get(reverse("home")).text

    assert "You are in no room yet" in page
    assert "Noah" not in page
    assert "the-word-that-must-not-leak" not in page


def test_home_costs_the_same_for_one_room_and_three(client, django_assert_num_queries):
    mia, noah = safe_person("mia"), safe_person("noah")
    group_room("One", mia, noah)
    client.force_login(noah)
    client.get(reverse("home"))

    with django_assert_num_queries(10):
        client.get(reverse("home"))
    for title in ("Two", "Three"):
        group_room(title, mia, noah)
    with django_assert_num_queries(10):
        client.get(reverse("home"))
