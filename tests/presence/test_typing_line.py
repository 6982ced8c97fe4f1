"""The typing line: seldom announced, ended by itself, silent in a crowd."""

from __future__ import annotations

from presence.typing_line import CROWD_SIZE, TypingLine
from tests.builders.presence import Clock


def test_start_is_announced_at_most_once_in_three_seconds() -> None:
    clock = Clock()
    line = TypingLine(clock)

    announced = []
    for _ in range(8):
        announced.append(line.start("room", "mia"))
        clock.now += 1

    assert announced == [True, False, False, True, False, False, True, False]


def test_start_is_counted_per_place_and_person() -> None:
    line = TypingLine(Clock())
    line.start("room", "mia")

    assert [line.start("room", "noah"), line.start("other", "mia")] == [True, True]


def test_stop_is_announced_once_and_only_after_a_start() -> None:
    line = TypingLine(Clock())
    line.start("room", "mia")

    assert [line.stop("room", "mia"), line.stop("room", "mia"), line.stop("room", "noah")] == [True, False, False]


def test_start_soon_after_a_stop_stays_silent() -> None:
    clock = Clock()
    line = TypingLine(clock)
    line.start("room", "mia")
    line.stop("room", "mia")

    clock.now += 1

    assert [line.start("room", "mia"), line.stop("room", "mia")] == [False, False]


def test_typing_ends_by_itself_after_six_seconds_of_silence() -> None:
    clock = Clock()
    line = TypingLine(clock)
    line.start("room", "mia")

    clock.now += 5.9
    assert line.expire() == []
    clock.now += 0.1

    assert line.expire() == [("room", "mia")]
    assert line.expire() == []


def test_typing_on_keeps_the_line_alive() -> None:
    clock = Clock()
    line = TypingLine(clock)
    line.start("room", "noah")
    line.start("room", "mia")
    clock.now += 5
    line.start("room", "noah")

    clock.now += 5

    assert line.expire() == [("room", "mia")]


def test_crowd_has_no_typing_line() -> None:
    line = TypingLine(Clock())

    assert [line.start("room", "mia", people=size) for size in (CROWD_SIZE + 1, CROWD_SIZE)] == [False, True]


def test_nothing_is_kept_of_people_who_stopped_typing() -> None:
    clock = Clock()
    line = TypingLine(clock)
    for no in range(100):
        line.start("room", str(no))

    clock.now += 60
    line.expire()

    assert line._typing == line._announced == {}
