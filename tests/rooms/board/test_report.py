"""What the progress pages say of a board."""

from __future__ import annotations

import json
from datetime import date, time
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from rooms.board.attainment import LEVELS
from rooms.board.report import GoalReport, course_of, read_report
from rooms.models import Membership
from tests.builders.board import add_goal, add_inside, column, do, propose_goal
from tests.builders.chat import new_id
from tests.builders.people import person
from tests.builders.rooms import membership

pytestmark = pytest.mark.django_db

COURSES = json.loads((Path(__file__).parents[3] / "frontend/tests/fixtures/course.json").read_text())

SKILL = {"key": "writing", "label": "Judgment writing"}
MEASURED = {"measure": "number", "baseline": 0, "target": 10, "starts_on": "2026-01-01", "due_on": "2026-04-11"}


@pytest.fixture(autouse=True)
def in_march():
    """After 60 of the hundred days of MEASURED."""
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as now:
        yield now


@pytest.mark.parametrize("case", COURSES, ids=lambda case: case["name"])
def test_course_of_a_goal_is_the_one_that_browsers_draw(case):
    inside = {"check_in": case["check_ins"], "milestone": [{"state": state} for state in case["milestones"]]}

    told = GoalReport(case["goal"], inside, course_of(case["goal"], inside), date.fromisoformat(case["today"]))

    assert {"progress": told.progress, "elapsed": told.elapsed, "at_risk": told.is_at_risk} == case["expected"]


def titles(room) -> list[str]:
    return [each.goal["title"] for each in read_report(room).goals]


def test_goal_is_told_by_its_last_check_in(room, noah):
    goal = add_goal(room, noah, **MEASURED)
    for value, confidence in ((2, 5), (4, 7)):
        add_inside(room, noah, "checkin", goal, value=value, confidence=confidence)

    [told] = read_report(room).goals

    assert (told.percent, told.confidence, told.is_at_risk, told.goal["owner_name"]) == (40, 7, True, "Noah")
    assert told.ring.words == ("40% of the way is done.", "60% of the time has gone.", "This goal is at risk.")
    assert told.confidence_line.words[0].startswith("2 check-ins")


def test_goal_without_a_check_in_stands_at_its_baseline(room, noah):
    add_goal(room, noah, **MEASURED)

    assert [each.percent for each in read_report(room).goals] == [0]


def test_milestones_tell_of_a_goal_that_is_measured_by_them(room, noah):
    goal = add_goal(room, noah, measure="milestones")
    for title, state, why in (("First", "done", ""), ("Second", "doing", ""), ("Third", "dropped", "Not needed")):
        add_inside(room, noah, "milestone", goal, title=title, state=state, why=why)

    [told] = read_report(room).goals

    assert (told.percent, len(told.timeline.words)) == (50, 3)


def test_goals_at_risk_come_first_and_finished_ones_last(room, mia, noah):
    add_goal(room, noah, "On its way")
    add_goal(room, noah, "Behind", **MEASURED)
    done = add_goal(room, noah, "Done", **MEASURED)
    do(room, noah, "goal.move", goal=done, column=column(room, "done"))
    do(room, noah, "goal.archive", goal=add_goal(room, noah, "Put away"), base=99)
    propose_goal(room, mia, "Only proposed")

    report = read_report(room)

    assert titles(room) == ["Behind", "On its way", "Done"]
    assert (report.finished, report.at_risk, report.archived) == (1, 1, 1)


def test_skill_grows_from_the_level_that_it_had_when_the_goal_was_made(room, noah):
    goal = add_goal(room, noah, skill=SKILL, level_now=1, level_wanted=4)
    do(room, noah, "goal.edit", goal=goal, base=1, fields={"level_now": 3})

    report = read_report(room)

    assert report.skills.words[1:] == ("Judgment writing: 1 before, 3 now, 4 wanted.",)


def test_skill_grows_from_the_first_level_that_was_said_later(room, noah):
    goal = add_goal(room, noah, skill=SKILL)
    for base, level in ((1, 1), (2, 3)):
        do(room, noah, "goal.edit", goal=goal, base=base, fields={"level_now": level, "level_wanted": 4})

    assert read_report(room).skills.words[1:] == ("Judgment writing: 1 before, 3 now, 4 wanted.",)


def test_goal_measured_by_level_grows_with_its_check_ins(room, noah):
    goal = add_goal(room, noah, skill=SKILL, level_now=1, level_wanted=4, measure="level")
    add_inside(room, noah, "checkin", goal, value=2, confidence=6)

    assert read_report(room).skills.words[1:] == ("Judgment writing: 1 before, 2 now, 4 wanted.",)


def test_goals_about_one_skill_are_one_row_from_the_first_word_to_the_last(room, noah, in_march):
    add_goal(room, noah, skill=SKILL, level_now=1, level_wanted=4)
    in_march.shift(3600)
    goal = add_goal(room, noah, skill=SKILL | {"label": "Writing"}, level_now=2, level_wanted=3, measure="level")
    in_march.shift(3600)
    add_inside(room, noah, "checkin", goal, value=3, confidence=6)

    assert read_report(room).skills.words[1:] == ("Writing: 1 before, 3 now, 4 wanted.",)


def test_two_mentees_grow_apart(room, noah):
    zoe = person("zoe")
    membership(room, zoe, "mentee")
    add_goal(room, noah, skill=SKILL, level_now=1)
    add_goal(room, zoe, skill=SKILL, level_now=3)

    assert sorted(read_report(room).skills.words[1:]) == [
        "Judgment writing (Noah): 1 before, 1 now.", "Judgment writing (Zoe): 3 before, 3 now.",
    ]  # fmt: skip


def test_skill_of_an_archived_goal_stays_where_the_goal_was_finished(room, noah):
    for role, skill in (("done", SKILL), ("doing", {"key": "hearing", "label": "Hearing"})):
        goal = add_goal(room, noah, skill=skill, level_now=1)
        do(room, noah, "goal.move", goal=goal, column=column(room, role))
        do(room, noah, "goal.archive", goal=goal, base=99)

    assert read_report(room).skills.words[1:] == ("Judgment writing: 1 before, 1 now.",)


def scored(room, noah, weight, score):
    """A goal with a scale that was started and scored."""
    goal, scale = add_goal(room, noah), new_id()
    levels = [f"Level {level}" for level in LEVELS]
    do(room, noah, "scale.write", scale=scale, goal=goal, levels=levels, weight=weight)
    do(room, noah, "scale.start", scale=scale, base=99)
    do(room, noah, "scale.score", scale=scale, score=score)
    return goal


def test_attainment_counts_the_started_version_of_each_scale(room, noah):
    for weight in (1, 2, 3):
        scored(room, noah, weight, 1)
    draft = add_goal(room, noah)
    do(room, noah, "scale.write", scale=new_id(), goal=draft, levels=list("abcde"))

    told = read_report(room).attainment

    assert (round(told.t, 1), told.counts) == (63.2, {-2: 0, -1: 0, 0: 0, 1: 3, 2: 0})


def test_attainment_counts_archived_goals_and_no_erased_ones(room, noah):
    archived, erased = scored(room, noah, 1, 1), scored(room, noah, 1, -2)

    do(room, noah, "goal.archive", goal=archived, base=99)
    do(room, noah, "goal.erase", goal=erased, base=99)

    assert read_report(room).attainment.counts == {-2: 0, -1: 0, 0: 0, 1: 1, 2: 0}


def test_board_is_told_as_it_stood_on_a_day(room, noah, in_march):
    goal = add_goal(room, noah, "Write clearer reasons", **MEASURED)
    add_inside(room, noah, "checkin", goal, value=2, confidence=5)
    in_march.shift(10 * 24 * 3600)
    do(room, noah, "goal.edit", goal=goal, base=99, fields={"title": "Write short reasons"})
    do(room, noah, "goal.move", goal=goal, column=column(room, "doing"))
    add_inside(room, noah, "checkin", goal, value=9, confidence=9)

    [then], [now] = read_report(room, date(2026, 3, 2)).goals, read_report(room).goals

    assert [(each.goal["title"], each.goal["column_name"], each.percent) for each in (then, now)] == [
        ("Write clearer reasons", "To do", 20), ("Write short reasons", "Doing", 90),
    ]  # fmt: skip
    assert [each.ring.words[1] for each in (then, now)] == ["60% of the time has gone.", "70% of the time has gone."]


def test_board_stands_in_its_columns_as_it_did_at_an_hour(room, mia, noah, in_march):
    first, _second, third = (add_goal(room, noah, title) for title in ("One", "Two", "Three"))
    propose_goal(room, mia, "Four")
    do(room, noah, "goal.archive", goal=third, base=99)
    in_march.shift(3600)
    do(room, noah, "goal.move", goal=first, column=column(room, "doing"))
    do(room, mia, "column.edit", column=column(room, "doing"), base=0, fields={"name": "Now"})

    then, now = read_report(room, date(2026, 3, 2), time(12, 30)), read_report(room, date(2026, 3, 2))

    assert [tuple(each) for each in then.lanes] == [
        ("To do", ["One", "Two"]), ("Doing", []), ("Done", []), ("Proposed", ["Four"]), ("Archived", ["Three"]),
    ]  # fmt: skip
    assert [tuple(each) for each in now.lanes[:2]] == [("To do", ["Two"]), ("Now", ["One"])]


def test_erased_goal_of_a_day_is_only_counted(room, noah, in_march):
    goal = add_goal(room, noah, "Write clearer reasons")
    in_march.shift(10 * 24 * 3600)
    do(room, noah, "goal.erase", goal=goal, base=99)

    then, now = read_report(room, date(2026, 3, 2)), read_report(room)

    assert [(each.goals, each.erased) for each in (then, now)] == [([], 1), ([], 0)]


def test_coordinator_is_given_title_and_state_of_what_owner_and_mentor_agreed_to(room, mia, noah):
    both, one = (add_goal(room, noah, title, why="Between us") for title in ("Chair a hearing", "Only Noah agrees"))
    do(room, noah, "goal.move", goal=both, column=column(room, "done"))
    for who, goal in ((noah, both), (mia, both), (noah, one)):
        do(room, who, "goal.share", goal=goal, agreed=True)

    assert read_report(room).shared == [("Chair a hearing", "Finished")]


@pytest.mark.parametrize("who", ["mia", "noah"])
def test_consent_of_who_has_left_shares_nothing(room, mia, noah, goal, who):
    for each in (noah, mia):
        do(room, each, "goal.share", goal=goal, agreed=True)

    Membership.objects.filter(room=room, person__email__startswith=who).update(left_at=timezone.now())

    assert read_report(room).shared == []


def test_empty_board_has_nothing_to_tell(room):
    report = read_report(room)

    assert (report.goals, report.skills, report.attainment) == ([], None, None)
