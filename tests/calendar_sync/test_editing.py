"""What both sides write about a session, and what follows from it."""

from __future__ import annotations

import pytest

from calendar_sync.booking.cancelling import cancel
from calendar_sync.models import Session
from calendar_sync.sessions.editing import write
from calendar_sync.sessions.wording import Words, words_of
from rooms.vault import keyring
from tests.builders.booking import booked, last_told
from tests.builders.chat import member_of
from tests.builders.traces import history, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "rules")]

SECRET = "the-word-that-must-not-leak"


def fresh(session):
    return Session.objects.get(pk=session.pk)


def test_both_write_about_a_session_and_no_invitation_follows(room, mia, noah):
    session = booked(room, noah)

    write(member_of(room, mia), session.pk, Words(title="Second chair", agenda=SECRET), version=1)

    row = fresh(session)
    assert words_of(row, keyring.for_room(room)) == Words(title="Second chair", agenda=SECRET)
    assert (row.version, row.sequence, len(history(room))) == (2, 0, 2)
    assert SECRET not in str(last_told(room))


def test_another_place_to_meet_is_sent_out(room, mia, noah):
    session = booked(room, noah)

    write(member_of(room, mia), session.pk, Words(link="https://meet.example/a"), version=1)

    assert fresh(session).sequence == 1


def test_words_written_meanwhile_are_not_written_over(room, mia, noah):
    session = booked(room, noah)
    for _ in range(2):
        write(member_of(room, mia), session.pk, Words(title=SECRET), version=1)

    assert refused(room, lambda: write(member_of(room, noah), session.pk, Words(title="Mine"), version=1)) == "conflict"
    assert len(history(room)) == 2


def test_nothing_is_written_about_a_cancelled_session(room, mia, noah):
    session = booked(room, noah)
    cancel(member_of(room, noah), session.pk, version=1)

    assert refused(room, lambda: write(member_of(room, mia), session.pk, Words(title=SECRET), version=1)) == "conflict"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (Words(link="http://meet.example"), "bad_shape"),
        (Words(link="https://"), "bad_shape"),
        (Words(title="x" * 121), "too_long"),
    ],
)
def test_words_that_do_not_fit_are_refused(room, mia, words, code):
    session = booked(room, mia)

    assert refused(room, lambda: write(member_of(room, mia), session.pk, words, version=1)) == code
