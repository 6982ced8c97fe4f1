"""Whether people come: said on the page of the session or of an invitation, seen in the room, mailed to nobody."""

from __future__ import annotations

import pytest
from django.core import mail

from calendar_sync.models import Attendance, Invitee
from calendar_sync.sessions.coming import answer_invitation, say
from rooms.vault import erase
from tests.builders.booking import booked, last_told
from tests.builders.chat import member_of
from tests.builders.people import browser_of, person
from tests.builders.rooms import membership
from tests.builders.sessions import utc
from tests.builders.traces import history, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "rules")]


@pytest.fixture
def session(room, mia):
    row = booked(room, mia)
    mail.outbox.clear()
    return row


def answers():
    return list(Attendance.objects.order_by("person__name", "session__starts_at").values_list("answer", flat=True))


def test_answer_is_seen_in_the_room_and_mailed_to_nobody(room, noah, session):
    for _ in range(2):
        say(member_of(room, noah), session.pk, "DECLINED")

    assert (answers(), history(room)[1:]) == (["ACCEPTED", "DECLINED"], [(2, "session.answered", "Noah")])
    assert last_told(room)["outlook"]["sessions"][0]["declined"] == [str(noah.pk)]
    assert (mail.outbox, session.attendances.count()) == ([], 2)


def test_answer_on_the_page_of_an_invitation_is_for_all_that_is_to_come(room, mia, noah, clock):
    booked(room, mia, weeks=3)
    clock.move_to(utc("2026-01-07T08:00"))

    counts = [answer_invitation(Invitee.objects.get(person=noah), "TENTATIVE") for _ in range(2)]

    assert (counts, answers()[3:]) == ([2, 0], ["NEEDS-ACTION", "TENTATIVE", "TENTATIVE"])
    assert [kind for _seq, kind, _name in history(room)] == ["session.booked", "session.answered"]


def test_invitation_of_an_erased_room_can_be_answered(room, noah, session):
    erase(room)

    assert (answer_invitation(Invitee.objects.get(person=noah), "ACCEPTED"), len(history(room))) == (1, 1)


def test_only_who_takes_part_answers_and_before_its_end(room, noah, session, clock):
    membership(room, omar := person("omar"), "mentee")
    assert refused(room, say, member_of(room, omar), session.pk, "ACCEPTED") == "forbidden"
    assert refused(room, say, member_of(room, noah), session.pk, "MAYBE") == "bad_shape"
    clock.move_to(utc("2026-01-06T11:00"))

    assert refused(room, say, member_of(room, noah), session.pk, "ACCEPTED") == "conflict"


def test_answer_is_given_on_the_page(noah, session):
    browser = browser_of(noah)

    answer = browser.post(f"/sessions/{session.pk}/coming/", {"answer": "ACCEPTED"}, follow=True)

    assert ("The others can see it." in answer.text, 'value="ACCEPTED" aria-pressed="true"' in answer.text) == (
        True,
        True,
    )
    assert browser_of(person("zoe")).post(f"/sessions/{session.pk}/coming/").status_code == 404
