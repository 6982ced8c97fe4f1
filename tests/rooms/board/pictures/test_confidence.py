"""The line of a goal's confidence."""

from __future__ import annotations

from datetime import date

from rooms.board.pictures.confidence import draw_confidence
from tests.builders.pictures import labels, shapes


def test_line_goes_through_every_check_in_by_its_day():
    drawn = draw_confidence([(date(2026, 3, 1), 1), (date(2026, 3, 8), 10), (date(2026, 3, 29), 5)])

    assert [line["points"] for line in shapes(drawn, "drawing__line")] == ["16.00,112.00 88.00,12.00 304.00,67.56"]
    assert len(shapes(drawn, "drawing__dot")) == 3
    assert labels(drawn) == ["1", "10", "1 March", "29 March"]
    assert drawn.words == (
        "3 check-ins, confidence from 1 to 10: first 1, lowest 1, highest 10, now 5.",
        "1 March 2026: 1; 8 March 2026: 10; 29 March 2026: 5.",
    )


def test_single_check_in_stands_in_the_middle():
    drawn = draw_confidence([(date(2026, 3, 1), 7)])

    assert [(dot["cx"], dot["cy"]) for dot in shapes(drawn, "drawing__dot")] == [("160", "45.33")]
    assert drawn.words[0].startswith("1 check-in, ")


def test_goal_without_check_ins_says_so():
    drawn = draw_confidence([])

    assert (shapes(drawn, "drawing__line"), drawn.words) == ([], ("There has been no check-in yet.",))
