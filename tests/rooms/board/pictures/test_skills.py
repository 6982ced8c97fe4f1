"""Skills before and now."""

from __future__ import annotations

from rooms.board.pictures.skills import Growth, draw_skills
from tests.builders.pictures import labels, shapes


def test_each_skill_has_its_row_of_marks():
    drawn = draw_skills([Growth("Judgment writing", 1, 3, 4), Growth("Case management", 2, 2)])

    assert [(dot["cx"], dot["cy"]) for dot in shapes(drawn, "drawing__before")] == [("73.6", "30"), ("131.2", "74")]
    assert [(dot["cx"], dot["cy"]) for dot in shapes(drawn, "drawing__dot")] == [("188.8", "30"), ("131.2", "74")]
    assert [mark["d"] for mark in shapes(drawn, "drawing__wanted")] == ["M246.40 22V38"]
    assert len(shapes(drawn, "drawing__way")) == 1
    assert labels(drawn) == ["Judgment writing", "Case management", "0", "1", "2", "3", "4", "5"]
    assert drawn.words[1:] == ("Judgment writing: 1 before, 3 now, 4 wanted.", "Case management: 2 before, 2 now.")


def test_long_name_is_cut_in_the_drawing_and_whole_in_the_words():
    name = "Listening to " + "very " * 20 + "many sides"

    drawn = draw_skills([Growth(name, 0, 5)])

    assert len(labels(drawn)[0]) == 44
    assert drawn.words[1] == f"{name}: 0 before, 5 now."


def test_nothing_to_draw_is_said():
    assert draw_skills([]).words == ("No skill is named by a goal yet.",)
