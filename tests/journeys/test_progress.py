"""The pages of progress on paper."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.models import Room
from tests.builders.board import add_goal, do
from tests.builders.chat import new_id
from tests.builders.sessions import session

LONG = "WWWWWWWW Widening words wander " * 9
LEVELS = ["Nothing", "A little", "Half", "Most", "All"]


@pytest.fixture
def full(room, mia, noah):
    """As much as a sheet may have to show: goals with long words and skills, attainment, and a year of sessions."""
    for no in range(14):
        skill = {"key": f"skill-{no}", "label": f"{no} {LONG}"[:80]}
        goal = add_goal(room, noah, f"{no} {LONG}"[:200], skill=skill, level_now=1, level_wanted=4, due_on="2099-01-31")
    scale = new_id()
    do(room, noah, "scale.write", scale=scale, goal=goal, levels=LEVELS)
    do(room, noah, "scale.start", scale=scale, base=99)
    do(room, noah, "scale.score", scale=scale, score=1)
    begun = timezone.now() - timedelta(weeks=60)
    Room.objects.filter(pk=room.pk).update(created_at=begun)
    session(room, mia, noah, begun, started_at=begun, ended_at=begun + timedelta(hours=1))
    return room


def test_summary_of_a_full_board_is_one_page(visitors, full, noah):
    page = visitors.window(noah)
    page.goto(f"/rooms/{full.pk}/progress/summary/")

    printed = [page.pdf(format=paper) for paper in ("A4", "Letter")]

    assert [len(re.findall(rb"/Type\s*/Page\b", each)) for each in printed] == [1, 1]
