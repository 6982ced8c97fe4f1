"""Sessions booked under an older law of the clock: listed, and set right by the wall clock that was agreed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command

from calendar_sync.models import Claim, Series, Session
from tests.builders.booking import booked, hours_taken, series_of
from tests.builders.invitations import told
from tests.builders.sessions import utc

pytestmark = pytest.mark.usefixtures("clock", "queue")

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def vancouver(rules):
    """Where clocks stopped changing in November 2026."""
    type(rules).objects.update(tzid="America/Vancouver", horizon_days=400)


def booked_before_the_law(*sessions):
    """As if reckoned with the winter time that there is no more: an hour later than their wall clocks say."""
    for each in sessions:
        Session.objects.filter(pk=each.pk).update(starts_at=each.starts_at + HOUR, ends_at=each.ends_at + HOUR)
        Claim.objects.filter(session=each).delete()


def audit(capsys, *options):
    call_command("tz_audit", *options)
    return capsys.readouterr().out.splitlines()


def test_nothing_is_listed_where_all_is_right(room, noah, capsys):
    booked(room, noah, "2026-12-15T18:00")

    assert [line.partition(": ")[2] for line in audit(capsys)] == [
        "0 sessions to come stand at another moment than agreed."
    ]


def test_session_that_a_new_law_moves_is_listed_and_left(room, noah, capsys):
    session = booked(room, noah, "2026-12-15T18:00")
    booked_before_the_law(session)

    assert audit(capsys)[1:] == [f"{session.pk} 2026-12-15T11:00 America/Vancouver: 19:00Z -> 18:00Z"]
    assert Session.objects.get().starts_at == utc("2026-12-15T19:00")


def test_reissue_sets_it_right_once_and_invites_anew(room, mia, noah, capsys):
    session = booked(room, noah, "2026-12-15T18:00")
    booked_before_the_law(session)

    assert audit(capsys, "--reissue")[-1] == "1 set right."

    assert Session.objects.get().starts_at == utc("2026-12-15T18:00")
    assert (told(mia), hours_taken(mia)) == ([("REQUEST", 0), ("REQUEST", 1)], 1.0)
    assert len(audit(capsys, "--reissue")) == 1


def test_series_is_set_right_as_one(room, mia, noah, capsys):
    sessions = series_of(booked(room, noah, "2026-12-08T18:00", weeks=3))
    booked_before_the_law(*sessions)

    assert audit(capsys, "--reissue")[-1] == "3 set right."

    assert (told(mia), Series.objects.get().sequence) == ([("REQUEST", 0), ("REQUEST", 1)], 1)


def test_session_that_would_meet_another_stays_and_is_named(room, mia, noah, capsys):
    moved, other = booked(room, noah, "2026-12-15T18:00"), None
    booked_before_the_law(moved)
    other = booked(room, mia, "2026-12-15T18:00")

    assert audit(capsys, "--reissue")[-1].startswith(f"{moved.pk} stays")

    assert Claim.objects.filter(session=other).exists()
    assert Session.objects.get(pk=moved.pk).starts_at == utc("2026-12-15T19:00")
