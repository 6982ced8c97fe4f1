"""The ring of one goal."""

from __future__ import annotations

from rooms.board.pictures.ring import draw_ring
from tests.builders.pictures import labels, shapes


def test_ring_shows_progress_as_an_arc_and_time_as_a_mark():
    ring = draw_ring(progress=0.6, elapsed=0.25)

    assert [arc["stroke-dasharray"] for arc in shapes(ring, "drawing__arc")] == ["60.00 100"]
    assert [(mark["x1"], mark["y1"], mark["x2"], mark["y2"]) for mark in shapes(ring, "drawing__time")] == [
        ("98", "60", "116", "60")
    ]
    assert labels(ring) == ["60%"]
    assert ring.words == ("60% of the way is done.", "25% of the time has gone.")


def test_ring_at_risk_says_so_in_words_too():
    ring = draw_ring(progress=0.1, elapsed=0.5, is_at_risk=True)

    assert len(shapes(ring, "drawing__arc--at-risk")) == 1
    assert ring.words[-1] == "This goal is at risk."


def test_ring_without_a_measure_has_neither_arc_nor_figure():
    ring = draw_ring(progress=None, elapsed=None)

    assert (shapes(ring, "drawing__arc"), shapes(ring, "drawing__time"), labels(ring)) == ([], [], [])
    assert ring.words == ("Nothing is measured here: confidence tells how it goes.",)


def test_ring_never_says_100_before_all_is_done():
    assert labels(draw_ring(progress=0.999, elapsed=None)) == ["99%"]
    assert labels(draw_ring(progress=0.29, elapsed=None)) == ["29%"]
