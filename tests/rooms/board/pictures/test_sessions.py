"""The strip of weeks with their sessions."""

from __future__ import annotations

from datetime import date

from rooms.board.pictures.sessions import draw_sessions, sessions_by_week
from tests.builders.pictures import labels, shapes

MONDAY, SUNDAY, THIRD_WEEK, FIFTH_WEEK = date(2026, 3, 2), date(2026, 3, 8), date(2026, 3, 18), date(2026, 4, 1)


def test_weeks_begin_on_monday_and_count_their_sessions():
    weeks = sessions_by_week([MONDAY, SUNDAY, THIRD_WEEK], first=SUNDAY, last=THIRD_WEEK)

    assert weeks == [(MONDAY, 2), (date(2026, 3, 9), 0), (date(2026, 3, 16), 1)]


def test_strip_is_as_warm_as_sessions_were_many():
    drawn = draw_sessions([MONDAY] * 4 + [THIRD_WEEK], first=MONDAY, last=FIFTH_WEEK)

    assert [len(shapes(drawn, f"drawing__week--{warmth}")) for warmth in range(4)] == [3, 1, 0, 1]
    assert labels(drawn) == ["4", "1"]
    assert drawn.words == (
        "5 sessions in 5 weeks, from the week of 2 March 2026.",
        "The longest time without a session: 2 weeks.",
    )


def test_strip_without_a_pause_names_none():
    drawn = draw_sessions([MONDAY], first=MONDAY, last=MONDAY)

    assert drawn.words == ("1 session in 1 week, from the week of 2 March 2026.",)


def test_of_a_long_time_the_newest_year_is_shown():
    drawn = draw_sessions([date(2020, 1, 1), MONDAY], first=date(2020, 1, 1), last=MONDAY)

    assert len(shapes(drawn, "drawing__week")) == 52
    assert drawn.words[0] == "1 session in 52 weeks, from the week of 10 March 2025."


def test_time_that_has_not_begun_has_no_week():
    assert draw_sessions([], first=FIFTH_WEEK, last=MONDAY).words == ("There is no week to show yet.",)
