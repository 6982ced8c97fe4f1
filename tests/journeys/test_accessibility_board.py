"""Axe finds no fault in whatever state goals, notes, progress and the end of a mentorship are in. Not here: rooms."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from rooms import pausing
from tests.builders.axe import faults_of, faults_on
from tests.builders.board import add_goal, add_inside, column, do, propose_goal
from tests.builders.board_page import BoardPage
from tests.builders.browser import CUT
from tests.builders.chat import member_of, new_id
from tests.builders.closing import closed, proposed
from tests.builders.files import upload
from tests.builders.note_pane import open_notes

SKILL = {"key": "hearings", "label": "Leading a hearing"}
TITLE = "Write clearer reasons"
DIALOG = "dialog[open]:last-of-type"


@pytest.fixture
def goal(room, mia, noah):
    """On a board where every mark of a card and every list inside a goal has something to show."""
    goal = add_goal(
        room, noah, TITLE, measure="number", unit="pages", baseline=0, target=10, starts_on="2020-01-01",
        due_on="2020-12-31", cadence="weekly", skill=SKILL, level_now=1, level_wanted=4,
    )  # fmt: skip
    add_goal(room, noah, "Chair a hearing")
    do(room, mia, "goal.move", goal=goal, column=column(room, "doing"))
    do(room, mia, "column.edit", column=column(room, "doing"), base=0, fields={"name": "Now", "hint": 1})
    add_goal(room, noah, "Third", column=column(room, "doing"))
    add_inside(room, noah, "checkin", goal, confidence=6, value=4, blocker="Time", help_wanted="A model")
    for state in ("done", "doing", "planned"):
        add_inside(room, noah, "milestone", goal, title=f"Three judgments, {state}", state=state)
    add_inside(room, noah, "task", goal, title="Read two judgments", assignee=str(mia.pk))
    confirmed = add_inside(room, noah, "evidence", goal, file=str(upload(room, noah).pk))
    do(room, mia, "evidence.confirm", evidence=confirmed, base=99)
    add_inside(room, noah, "evidence", goal, text="A party said so.")
    propose_goal(room, mia)
    return goal


@pytest.fixture
def shown(visitors, room, noah):
    return BoardPage(visitors.room(noah, room, reduced_motion="reduce"))


@pytest.mark.usefixtures("goal")
def test_goal_board_is_without_fault_in_its_states(visitors, room, mia, shown):
    visitors.forgive(*CUT)
    page = shown.page
    page.get_by_role("button", name="Filter").click()
    shown.card(TITLE).focus()
    page.keyboard.press("Space")
    assert faults_of(page) == []
    page.keyboard.press("Escape")

    shown.card(TITLE).get_by_role("button", name=f"More for {TITLE}").click()
    assert faults_of(page, part=".board") == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Decline").click()
    shown.deed("Chair a hearing", "Edit the title")
    assert faults_of(page, part=".board") == []
    page.keyboard.press("Escape")

    page.context.set_offline(True)
    shown.deed("Third", "Edit the title")
    page.keyboard.type("Third, offline")
    page.keyboard.press("Enter")
    shown.deed("Chair a hearing", "Archive")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert faults_of(page) == []
    third = next(each for each in page.locator("[data-goal]").all() if "Third" in each.inner_text())
    do(room, mia, "goal.archive", goal=third.get_attribute("data-goal"), base=99)
    page.context.set_offline(False)
    expect(page.locator(".notice")).to_contain_text("This goal was archived")
    assert faults_of(page, part=".board") == []


def test_forms_over_the_goal_board_are_without_fault(shown):
    page = shown.page
    assert faults_of(page) == []
    page.get_by_role("button", name="Off the board").click()
    assert faults_of(page, part=DIALOG) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More for the column To do").click()
    page.get_by_role("menuitem", name="Name and limit").click()
    assert faults_of(page, part=DIALOG) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add a goal").first.click()
    assert faults_of(page, part=".board") == []


def test_opened_goal_is_without_fault_in_its_parts(room, mia, noah, goal, shown):
    page, dialog = shown.page, shown.open(TITLE)
    assert faults_of(page) == []
    for part in ("Steps", "Check-ins", "Evidence", "Levels", "Activity"):
        dialog.get_by_role("button", name=part).click()
        if part == "Steps":
            dialog.get_by_label("State of Three judgments, planned").select_option("Dropped")
        assert faults_of(page, part=DIALOG) == []

    dialog.get_by_role("button", name="Levels").click()
    scale = new_id()
    do(room, noah, "scale.write", scale=scale, goal=goal, levels=[f"Level {no}" for no in range(5)])
    dialog.get_by_role("button", name="Start").click()
    assert faults_of(page, part=DIALOG) == []
    page.get_by_role("button", name="Not yet").click()
    do(room, noah, "scale.start", scale=scale, base=99)
    expect(dialog.get_by_role("button", name="Score")).to_be_visible()
    assert faults_of(page, part=DIALOG) == []
    do(room, mia, "scale.score", scale=scale, score=1, because="A party said so.")
    expect(dialog).to_contain_text("Scored 1 by Mia")
    assert faults_of(page, part=DIALOG) == []
    dialog.get_by_role("button", name="Erase").click()
    assert faults_of(page, part=DIALOG) == []


def test_notes_are_without_fault(visitors, room, mia, noah):
    ours, theirs = open_notes(visitors.room(mia, room)), open_notes(visitors.room(noah, room))
    assert faults_of(ours.room.page) == []

    ours.write("# Goals\n> A quote\n\n- [x] read the file\n- [ ] read it again\n")
    theirs.write("listen")
    theirs.room.page.keyboard.press("Shift+Control+Home")
    expect(ours.carets).to_have_text("Noah")
    assert faults_of(ours.room.page) == []

    ours.room.page.keyboard.press("Tab")
    expect(ours.text).not_to_be_focused()
    ours.room.page.keyboard.press("Shift+Tab")
    expect(ours.text).to_be_focused()
    ours.choose("Private")
    assert faults_of(ours.room.page) == []


def test_pages_of_progress_and_closing_are_without_fault(visitors, room, mia, noah, goal):
    pausing.pause(member_of(room, noah), word="A trial takes all my time.")
    proposed(room, noah)
    page, base = visitors.window(mia), f"/rooms/{room.pk}"

    pages = ("progress/", "progress/?on=2026-01-01", "progress/summary/", "progress/changes/", "closing/")
    assert faults_on(page, *(f"{base}/{name}" for name in pages)) == {}

    closed(room, noah, mia)
    assert faults_on(page, f"{base}/closing/") == {}
    assert faults_of(BoardPage(visitors.show(page, room)).page) == []
