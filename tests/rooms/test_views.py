"""The pages that show rooms."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from rooms import members
from rooms.models import Invitation, Membership, Room
from tests.builders.chat import member_of, send
from tests.builders.people import operator, person
from tests.builders.rooms import group_room, mentorship_room

pytestmark = pytest.mark.django_db

SECRET = "the-word-that-must-not-leak"


@pytest.fixture
def enter(client):
    """A function that signs somebody in."""

    def signing(someone):
        client.force_login(someone)
        return client

    return signing


def boot_of(page) -> dict:
    found = re.search(r'<script id="boot" type="application/json">(.*?)</script>', page.text)
    return json.loads(found.group(1))


def test_rooms_are_for_people_who_signed_in(client):
    room = mentorship_room(person("mia"), person("noah"))

    answers = [client.get(reverse(f"rooms:{name}")) for name in ("mine", "lines", "open", "new")]
    answers.append(client.get(reverse("rooms:room", args=[room.pk])))

    assert {answer["location"].split("?")[0] for answer in answers} == {"/account/login/"}


def test_mine_shows_rooms_and_unread(enter):
    mia, noah = person("mia"), person("noah")
    send(mentorship_room(mia, noah), mia, "Good morning.")

    page = enter(noah).get(reverse("rooms:mine"))

    assert "Mia" in page.text
    assert "1 unread" in page.text


def test_mine_shows_nothing_of_others(enter):
    group_room(SECRET, person("mia"), is_open=False)

    page = enter(person("zoe")).get(reverse("rooms:mine"))

    assert "You are in no room yet" in page.text
    assert SECRET not in page.text


def test_lines_are_the_rooms_list_alone(enter):
    group_room(SECRET, person("mia"))
    group = group_room("Court writing", noah := person("noah"))

    answer = enter(noah).get(reverse("rooms:lines"))

    assert answer.json() == [
        {"id": str(group.pk), "kind": "group", "title": "Court writing", "message_no": 0, "read_no": 0}
    ]


def test_lines_leave_what_the_next_page_has_to_say(enter):
    group = group_room("Court writing", person("mia"), noah := person("noah"))
    browser = enter(noah)
    browser.post(reverse("rooms:leave", args=[group.pk]))

    browser.get(reverse("rooms:lines"))

    assert "You have left Court writing." in browser.get(reverse("rooms:mine")).text


@pytest.mark.parametrize(("path", "expected"), [("mine", 4), ("open", 5), ("lines", 3)])
def test_lists_cost_the_same_for_one_room_and_three(path, expected, enter, django_assert_num_queries):
    mia, noah = person("mia"), person("noah")
    browser = enter(noah)
    group_room("One", mia, noah)
    browser.get(reverse(f"rooms:{path}"))

    with django_assert_num_queries(expected):
        browser.get(reverse(f"rooms:{path}"))
    for title in ("Two", "Three"):
        group_room(title, mia, noah)
    with django_assert_num_queries(expected):
        browser.get(reverse(f"rooms:{path}"))


def test_open_lists_open_rooms_only(enter):
    mia, noah = person("mia"), person("noah")
    group_room("Open", mia)
    group_room(SECRET, mia, is_open=False)
    members.close(member_of(group_room(f"{SECRET} too", mia), mia))
    members.remove(member_of(group_room(f"{SECRET} three", mia, noah), mia), noah)

    page = enter(noah).get(reverse("rooms:open"))

    assert [room.title for room in page.context["page"]] == ["Open"]
    assert SECRET not in page.text


def test_open_says_where_i_am_a_member(enter):
    mia, noah = person("mia"), person("noah")
    group_room("Mine", mia, noah)
    group_room("Other", mia)

    page = enter(noah).get(reverse("rooms:open"))

    assert [(room.title, room.is_mine, room.member_count) for room in page.context["page"]] == [
        ("Mine", True, 2),
        ("Other", False, 1),
    ]


def test_new_opens_a_group_for_an_operator(enter):
    olga = operator()

    answer = enter(olga).post(reverse("rooms:new"), {"title": "Clerks", "purpose": "", "is_open": "on"})

    room = Room.objects.get()
    assert (room.title, room.is_open, answer["location"]) == ("Clerks", True, reverse("rooms:room", args=[room.pk]))
    assert Membership.objects.get().role == "moderator"


def test_new_names_what_is_missing(enter):
    answer = enter(operator()).post(reverse("rooms:new"), {"title": " "})

    assert answer.status_code == 422
    assert 'href="#id_title"' in answer.text
    assert not Room.objects.exists()


def test_new_does_not_exist_for_others(enter):
    answer = enter(person("mia")).post(reverse("rooms:new"), {"title": "Clerks"})

    assert answer.status_code == 404
    assert not Room.objects.exists()


def test_room_hands_its_state_to_the_page(enter):
    mia, noah = person("mia"), person("noah")
    room = mentorship_room(mia, noah)
    send(room, mia, "Good morning.")

    page = enter(noah).get(reverse("rooms:room", args=[room.pk]))
    boot = boot_of(page)

    assert "no-store" in page["cache-control"]
    assert (boot["me"]["name"], boot["room"]["title"], boot["rooms"][0]["id"]) == ("Noah", "Mia", str(room.pk))
    assert [message["text"] for message in boot["room"]["page"]["messages"]] == ["Good morning."]
    assert boot["urls"] == {
        "socket": "/ws/live/",
        "requests": "/live/",
        "sign_in": "/account/login/",
        "rooms": "/rooms/",
        "open_rooms": "/rooms/open/",
        "leave": "",
        "remove": "",
        "invite": "",
        "transcript": f"/rooms/{room.pk}/transcript/",
        "book": f"/rooms/{room.pk}/book/",
        "history": f"/rooms/{room.pk}/sessions/",
        "sessions": "/sessions/",
        "closing": f"/rooms/{room.pk}/closing/",
    }


def test_room_gives_moderators_their_addresses(enter):
    mia = person("mia")
    room = group_room("Clerks", mia)

    urls = boot_of(enter(mia).get(reverse("rooms:room", args=[room.pk])))["urls"]

    assert (urls["leave"], urls["remove"], urls["invite"]) == tuple(
        f"/rooms/{room.pk}/{deed}/" for deed in ("leave", "remove", "invite")
    )


def test_room_state_cannot_break_out_of_the_page(enter):
    mia, noah = person("mia"), person("noah")
    room = mentorship_room(mia, noah)
    send(room, mia, "</script><script>alert(1)</script>")

    page = enter(noah).get(reverse("rooms:room", args=[room.pk]))

    assert "<script>alert" not in page.text


@pytest.mark.parametrize("path", ["room", "transcript", "people", "leave", "invite", "remove", "close"])
def test_room_does_not_exist_for_outsiders(path, enter):
    mia, noah = person("mia"), person("noah")
    sealed = mentorship_room(mia, noah)
    send(sealed, mia, SECRET)
    closed_group = group_room(SECRET, mia, is_open=False)

    browser = enter(person("zoe"))
    answers = [browser.get(reverse(f"rooms:{path}", args=[room.pk])) for room in (sealed, closed_group)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not any(SECRET in answer.text or "Noah" in answer.text for answer in answers)


@pytest.mark.parametrize("path", ["room", "transcript", "people"])
def test_room_of_a_former_member_is_shut(path, enter):
    mia, noah = person("mia"), person("noah")
    room = group_room("Clerks", mia, noah)
    send(room, mia, SECRET)
    members.remove(member_of(room, mia), noah)

    answer = enter(noah).get(reverse(f"rooms:{path}", args=[room.pk]))

    assert answer.status_code == 403
    assert "You are no longer a member of Clerks" in answer.text
    assert SECRET not in answer.text
    assert "Join" not in answer.text


def test_open_room_offers_to_join(enter):
    room = group_room("Clerks", person("mia"))

    answer = enter(person("zoe")).get(reverse("rooms:room", args=[room.pk]))

    assert answer.status_code == 403
    assert reverse("rooms:join", args=[room.pk]) in answer.text


def test_listed_room_that_closed_says_so(enter):
    room = group_room("Clerks", person("mia"))
    Room.objects.update(closed_at=timezone.now())

    answer = enter(person("zoe")).get(reverse("rooms:room", args=[room.pk]))

    assert answer.status_code == 403
    assert "This group is closed" in answer.text
    assert reverse("rooms:join", args=[room.pk]) not in answer.text


def test_transcript_prints_what_was_said(enter):
    mia, noah = person("mia"), person("noah", time_zone="Pacific/Auckland")
    room = mentorship_room(mia, noah)
    first = send(room, mia, "Good **morning**.")
    send(room, noah, "<b>Thanks</b>", reply_to=first)

    page = enter(noah).get(reverse("rooms:transcript", args=[room.pk]))

    assert "<strong>morning</strong>" in page.text
    assert "&lt;b&gt;Thanks&lt;/b&gt;" in page.text
    assert "In reply to Mia" in page.text
    assert "no-store" in page["cache-control"]


def test_transcript_goes_back_page_by_page(enter):
    mia = person("mia")
    room = group_room("Clerks", mia)
    for number in range(3):
        send(room, mia, f"Message {number}")

    page = enter(mia).get(reverse("rooms:transcript", args=[room.pk]), {"before": "2"})

    assert [line.message.text for _day, lines in page.context["transcript"].days for line in lines] == ["Message 0"]


def test_accepted_invitation_is_gone_from_mine(enter):
    mia, noah = person("mia"), person("noah")
    room = group_room("Clerks", mia, is_open=False)
    asked = members.invite(member_of(room, mia), noah)
    browser = enter(noah)
    before = browser.get(reverse("rooms:mine")).text

    browser.post(reverse("rooms:accept", args=[asked.pk]))

    assert "Mia invites you" in before
    assert "invites you" not in browser.get(reverse("rooms:mine")).text
    assert not Invitation.objects.exists()
