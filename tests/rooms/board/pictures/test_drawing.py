"""What every picture keeps to: safe text, hidden drawing, words beside it, colours by token alone."""

from __future__ import annotations

import math
import re
from datetime import date

import pytest
from django.conf import settings
from django.template import engines

from rooms.board.pictures.confidence import draw_confidence
from rooms.board.pictures.drawing import tag
from rooms.board.pictures.ring import draw_ring
from rooms.board.pictures.sessions import draw_sessions
from rooms.board.pictures.skills import Growth, draw_skills
from rooms.board.pictures.timeline import Mark, draw_timeline
from tests.builders.pictures import classes, labels, tree

HOSTILE = """</text><script>alert("1")</script>&'"""
DAY = date(2026, 3, 2)
STATES = ("planned", "doing", "done", "dropped")
EVERY_PICTURE = [
    draw_ring(progress=0.5, elapsed=0.9, is_at_risk=True),
    draw_confidence([(DAY, 3), (date(2026, 3, 9), 8)]),
    draw_timeline([Mark(HOSTILE, state, DAY) for state in STATES], today=DAY),
    draw_skills([Growth(HOSTILE, 1, 4, 5)]),
    draw_sessions([DAY] * 3, first=date(2026, 1, 1), last=DAY),
]


@pytest.mark.parametrize("picture", EVERY_PICTURE, ids=lambda picture: tree(picture).get("class").split("--")[1])
def test_picture_is_hidden_from_screen_readers_and_its_words_are_not(picture):
    page = engines["django"].from_string("{{ picture.figure }}").render({"picture": picture})

    assert (tree(picture).get("aria-hidden"), tree(picture).get("focusable")) == ("true", "false")
    assert page.startswith('<figure class="picture"><svg ')
    assert page.count("<p>") == len(picture.words) > 0
    assert "<script" not in page


def test_hostile_words_are_drawn_as_text():
    [name, *_levels] = labels(draw_skills([Growth(HOSTILE, 1, 4)]))

    assert name == HOSTILE


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_number_that_is_none_is_not_drawn(value):
    with pytest.raises(ValueError, match="finite"):
        tag("circle", {"r": value})


def test_every_class_of_the_pictures_has_its_rule_and_every_rule_its_class():
    styled = set(re.findall(r"\.(drawing[\w-]*)", (settings.ROOT / "frontend/css/progress.css").read_text()))
    plain = {"drawing--confidence", "drawing--timeline", "drawing--skills", "drawing--sessions"}
    bare = {"drawing__week", "drawing__milestone--planned", "drawing__milestone--dropped", "drawing__count--1"}

    drawn = set().union(*(classes(picture) for picture in EVERY_PICTURE))

    assert drawn - styled <= plain | bare | {"drawing__count--3", "drawing__name"}
    assert styled - drawn == {"drawing__week--1", "drawing__week--2", "drawing__count--2"}
