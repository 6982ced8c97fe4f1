"""Goals in a room: for whom they are, when a check-in is due, and what the other does under one's hands."""

from __future__ import annotations

import re

import time_machine
from playwright.sync_api import expect

from rooms.board.nudging import nudge_due
from tests.builders.board import add_goal, board, cards, column, do
from tests.builders.board_page import BoardPage, middle
from tests.builders.browser import CUT
from tests.builders.chat import new_id
from tests.builders.people import person
from tests.builders.rooms import membership


def spoken(page):
    return page.locator("[aria-live=polite].visually-hidden")


def test_due_check_in_is_seen_in_the_chat_and_says_a_level(visitors, room, noah):
    with time_machine.travel("2026-03-02T12:00:00Z"):
        goal = add_goal(room, noah, "Write clearer reasons", cadence="weekly", measure="level", level_now=1)
    nudge_due()
    page = BoardPage(visitors.room(noah, room)).page
    due = page.locator(".chat").get_by_text("A check-in is due: Write clearer reasons.")

    expect(spoken(page)).to_have_text("A check-in is due: Write clearer reasons.")
    due.get_by_role("button", name="Check in").click()
    dialog = page.get_by_role("dialog", name="Write clearer reasons")
    dialog.get_by_role("group", name="How confident").get_by_text("8", exact=True).click()
    dialog.get_by_role("group", name="Which level it has now").get_by_text("3", exact=True).click()
    dialog.get_by_role("button", name="Check in", exact=True).click()

    expect(dialog).to_contain_text("now at 3")
    expect(due).to_have_count(0)
    # The page shows it before it is stored, its activity is read from the log.
    dialog.get_by_role("button", name="Activity").click()
    expect(dialog.locator(".said")).to_contain_text("checked in")
    assert [each["value"] for each in board(room).values() if each.get("goal") == goal] == [3]


def test_mentor_of_two_says_for_whom_a_goal_is(visitors, room, mia):
    zoe = person("zoe")
    membership(room, zoe, "mentee")
    theirs = BoardPage(visitors.room(mia, room))

    theirs.page.get_by_role("button", name="Propose a goal").first.click()
    theirs.page.get_by_role("combobox").select_option("Zoe")
    theirs.page.get_by_label("Which goal do you propose?").fill("Chair a hearing")
    theirs.page.keyboard.press("Enter")

    expect(theirs.card("Chair a hearing")).to_contain_text("Waits for Zoe")
    hers = BoardPage(visitors.room(zoe, room))
    expect(hers.card("Chair a hearing").get_by_role("button", name="Accept")).to_be_visible()


def test_undo_that_comes_too_late_is_never_called_done(visitors, room, mia, noah):
    goal = add_goal(room, noah, "First")
    ours = BoardPage(visitors.room(noah, room))
    ours.deed("First", "Move to Doing")
    ours.page.keyboard.press("Control+z")
    expect(spoken(ours.page)).to_have_text("Undone: First moved to Doing")

    ours.deed("First", "Move to Done")
    told = ours.open("First")
    told.get_by_role("button", name="Activity").click()
    expect(told.locator(".said")).to_have_text(re.compile(r"(moved the card.*){2}", re.DOTALL))
    told.get_by_role("button", name="Close").click()
    do(room, mia, "goal.move", goal=goal, column=column(room, "doing"))
    expect(ours.titles("Doing")).to_have_text(["First"])
    ours.page.keyboard.press("Control+z")

    expect(ours.page.get_by_text("Not undone. This cannot be undone any more: it was changed since.")).to_be_visible()
    expect(spoken(ours.page)).not_to_have_text("Undone: First moved to Done")
    assert cards(room, "doing") == ["First"]


def test_column_and_score_written_over_the_other_can_be_given_back(visitors, room, mia, noah):
    visitors.forgive(*CUT)
    goal, scale = add_goal(room, noah, "First"), new_id()
    do(room, noah, "scale.write", scale=scale, goal=goal, levels=["None", "Some", "Half", "Most", "All"])
    do(room, noah, "scale.start", scale=scale, base=99)
    ours = BoardPage(visitors.room(noah, room))
    ours.page.context.set_offline(True)
    ours.page.get_by_role("button", name="More for the column To do").click()
    ours.page.get_by_role("menuitem", name="Name and limit").click()
    ours.page.get_by_role("textbox", name="Name").fill("Soon")
    ours.page.keyboard.press("Enter")
    dialog = ours.open("First")
    dialog.get_by_role("button", name="Levels").click()
    dialog.get_by_text("Most").click()
    dialog.get_by_role("button", name="Score").click()
    dialog.get_by_role("button", name="Close").click()

    do(room, mia, "column.edit", column=column(room, "todo"), base=0, fields={"name": "Next"})
    do(room, mia, "scale.score", scale=scale, score=2)
    ours.page.context.set_offline(False)

    named = ours.page.locator(".notice").filter(has_text="Mia had just changed this too. Name said: Next")
    scored = ours.card("First").locator(".notice").filter(has_text="Mia had just changed this too. Score said: 2")
    for notice in (named, scored):
        notice.get_by_role("button", name="Take theirs").click()
    expect(ours.column("Next")).to_be_visible()
    ours.open("First").get_by_role("button", name="Levels").click()
    expect(ours.page.get_by_role("radio", name="All")).to_be_checked()


def test_card_dragged_by_pen_lands_where_the_others_stand_by_then(visitors, room, mia, noah):
    for title in ("First", "Second", "Third"):
        add_goal(room, noah, title)
    ours = BoardPage(visitors.room(noah, room))
    pen = ours.page.context.new_cdp_session(ours.page)
    (x, y), (to_x, to_y) = middle(ours.card("Third")), middle(ours.card("Second"), 0.9)

    def say(kind, left, top):
        where = {"x": left, "y": top, "button": "left", "buttons": 1, "clickCount": 1, "pointerType": "pen"}
        pen.send("Input.dispatchMouseEvent", {"type": kind, **where})

    say("mousePressed", x, y)
    say("mouseMoved", x, y - 10)
    say("mouseMoved", to_x, to_y)
    expect(ours.page.locator(".is-ghost")).to_be_attached()
    add_goal(room, noah, "Tall " * 40, column=column(room, "todo"), after=None)
    expect(ours.card("Tall")).to_be_visible()
    say("mouseReleased", to_x, to_y)

    # Below Second it was; what came in has pushed First down under the pen.
    expect(ours.titles("To do")).to_have_text([re.compile("Tall"), "Third", "First", "Second"])
