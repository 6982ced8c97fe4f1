"""Mentor and mentee work on one goal board, in two browsers."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from rooms.models import Room
from tests.builders.board import add_goal, add_inside, board, cards, column, do, propose_goal, version
from tests.builders.board_page import BoardPage
from tests.builders.browser import CUT, PHONE
from tests.builders.chat import send

ORDER = b"The order of the court.\n" * 3000


@pytest.fixture
def ours(visitors, room, noah):
    """Noah, whose goals these are."""
    return BoardPage(visitors.room(noah, room))


@pytest.fixture
def theirs(visitors, room, mia):
    return BoardPage(visitors.room(mia, room))


def expect_same(ours, theirs, **columns):
    """Both see these titles in these columns."""
    for shown in (ours, theirs):
        for name, titles in columns.items():
            expect(shown.titles(name)).to_have_text(titles)


def add_file(dialog, name):
    """As evidence, with whatever words stand there."""
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": ORDER}
    dialog.get_by_label("File (optional)").set_input_files(file)
    dialog.get_by_role("button", name="Add evidence").click()


def spoken(page):
    return page.locator("[aria-live=polite].visually-hidden")


def test_cards_are_added_edited_and_dragged_and_the_other_sees_it(room, ours, theirs):
    expect(ours.page.get_by_text("Here stands what you want to reach")).to_be_visible()
    ours.add("Read two judgments")
    ours.add("Chair a hearing")
    expect(theirs.titles("To do")).to_have_text(["Read two judgments", "Chair a hearing"])

    ours.card("Read two").focus()
    ours.page.keyboard.press("Enter")
    ours.page.keyboard.type("Read three judgments")
    ours.page.keyboard.press("Enter")
    expect(ours.card("Read three")).to_be_focused()
    ours.page.keyboard.press("n")
    ours.page.keyboard.type("Write one myself")
    ours.page.keyboard.press("Enter")
    ours.page.keyboard.press("Escape")
    expect(theirs.titles("To do")).to_have_text(["Read three judgments", "Write one myself", "Chair a hearing"])

    ours.drag("Chair a hearing", ours.card("Read three"))
    expect(theirs.titles("To do")).to_have_text(["Chair a hearing", "Read three judgments", "Write one myself"])
    theirs.page.keyboard.press("F2")
    theirs.drag("Read three", theirs.column("Doing"))
    expect_same(ours, theirs, **{"To do": ["Chair a hearing", "Write one myself"], "Doing": ["Read three judgments"]})
    expect(ours.card("Read three")).to_contain_text("Moved by Mia")
    assert cards(room, "doing") == ["Read three judgments"]


def test_keyboard_moves_a_card_says_where_it_is_and_takes_it_back(room, noah, ours, theirs):
    first, second = add_goal(room, noah, "First"), add_goal(room, noah, "Second")
    expect(ours.card("Second")).to_be_visible()
    page = ours.page

    ours.card("First").focus()
    page.keyboard.press("Space")
    expect(spoken(page)).to_have_text("First lifted. To do, place 1 of 2. Arrows move, Space puts down.")
    page.keyboard.press("ArrowDown")
    expect(spoken(page)).to_have_text("To do, place 2 of 2")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(spoken(page)).to_have_text("First put down. Doing, place 1 of 1.")
    expect(ours.card("First")).to_be_focused()
    expect(theirs.titles("Doing")).to_have_text(["First"])

    page.keyboard.press("Control+z")
    expect_same(ours, theirs, **{"To do": ["First", "Second"], "Doing": []})
    ours.card("First").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(ours.titles("To do")).to_have_text(["First", "Second"])
    ours.deed("Second", "Move to Done")
    expect(theirs.titles("Done")).to_have_text(["Second"])
    assert board(room)[first]["column"] == column(room, "todo")
    assert board(room)[second]["finished_at"]


def test_phone_begins_at_the_first_cards_and_a_finger_drags_and_swipes(visitors, room, mia, noah):
    for title in ("First", "Second"):
        add_goal(room, noah, title, column=column(room, "doing"))
    phone = BoardPage(visitors.room(noah, room, size=PHONE, has_touch=True, is_mobile=True))

    phone.drag_by_finger("Second", phone.card("First"))

    expect(phone.titles("Doing")).to_have_text(["Second", "First"])
    phone.page.get_by_role("group", name="Columns").get_by_role("button", name="To do").tap()
    expect(phone.column("To do").get_by_role("heading")).to_be_in_viewport(ratio=1)
    expect(phone.card("First")).not_to_be_in_viewport()


def test_finger_drags_a_card_to_another_column_while_the_other_watches(visitors, room, noah, theirs):
    for title in ("First", "Second"):
        add_goal(room, noah, title)
    add_goal(room, noah, "Under way", column=column(room, "doing"))
    tablet = BoardPage(visitors.room(noah, room, has_touch=True))
    tablet.page.keyboard.press("F2")
    expect(tablet.card("Under way")).to_be_in_viewport(ratio=1)

    tablet.drag_by_finger("Second", tablet.card("Under way"))

    expect_same(tablet, theirs, **{"To do": ["First"], "Doing": ["Second", "Under way"]})
    expect(theirs.card("Second")).to_contain_text("Moved by Noah")
    assert cards(room, "doing") == ["Second", "Under way"]


def test_both_move_the_same_card_and_end_with_one_board(visitors, room, noah, ours, theirs):
    visitors.forgive(*CUT)
    for title in ("First", "Second", "Third"):
        add_goal(room, noah, title)
    expect(theirs.card("Third")).to_be_visible()
    ours.page.context.set_offline(True)
    ours.deed("First", "Move to Doing")
    ours.deed("Third", "Edit the title")
    ours.page.keyboard.type("Third, offline")
    ours.page.keyboard.press("Enter")
    expect(ours.card("First")).to_contain_text("Waiting for the connection")

    theirs.deed("First", "Move to Done")
    theirs.drag("Second", theirs.card("Third"), below=True)
    expect(theirs.titles("To do")).to_have_text(["Third", "Second"])
    ours.page.context.set_offline(False)

    expect_same(ours, theirs, **{"To do": ["Third, offline", "Second"], "Doing": ["First"], "Done": []})
    assert cards(room) == ["Third, offline", "Second"]


def test_edit_of_a_goal_that_the_other_archives_or_erases_is_offered_again(visitors, room, noah, ours, theirs):
    visitors.forgive(*CUT)
    kept, gone = add_goal(room, noah, "Kept"), add_goal(room, noah, "Gone")
    expect(theirs.card("Gone")).to_be_visible()
    theirs.page.context.set_offline(True)
    for title in ("Kept", "Gone"):
        theirs.deed(title, "Edit the title")
        theirs.page.keyboard.type(f"{title} by Mia")
        theirs.page.keyboard.press("Enter")
    ours.deed("Kept", "Archive")
    dialog = ours.open("Gone")
    dialog.get_by_role("button", name="Erase").click()
    ours.page.get_by_role("button", name="Erase for good").click()
    expect(ours.titles("To do")).to_have_count(0)

    theirs.page.context.set_offline(False)
    refused = theirs.page.locator(".notice")
    expect(refused).to_have_count(2)
    expect(refused.filter(has_text="There is no such goal")).to_contain_text("Gone by Mia")
    refused.filter(has_text="There is no such goal").get_by_role("button", name="Discard change").click()
    expect(refused).to_contain_text("This goal was archived: restore it first.")
    expect(refused).to_contain_text("Meanwhile: Noah archived it.")
    refused.get_by_role("button", name="Put it back and save").click()

    expect_same(ours, theirs, **{"To do": ["Kept by Mia"]})
    expect(refused).to_have_count(0)
    assert gone not in board(room)
    assert version(room, kept)


def test_words_that_were_written_over_can_be_put_back(visitors, room, noah, ours, theirs):
    visitors.forgive(*CUT)
    add_goal(room, noah, "Old title")
    expect(theirs.card("Old title")).to_be_visible()
    theirs.page.context.set_offline(True)
    theirs.deed("Old title", "Edit the title")
    theirs.page.keyboard.type("Title by Mia")
    theirs.page.keyboard.press("Enter")
    ours.deed("Old title", "Edit the title")
    ours.page.keyboard.type("Title by Noah")
    ours.page.keyboard.press("Enter")
    expect(ours.card("Title by Noah")).to_be_visible()

    theirs.page.context.set_offline(False)

    expect(ours.card("Title by Mia")).to_contain_text("Mia wrote over your words. Title said: Title by Noah")
    expect(theirs.card("Title by Mia")).to_contain_text("Noah had just changed this too. Title said: Title by Noah")
    ours.page.get_by_role("button", name="Put mine back").click()
    expect_same(ours, theirs, **{"To do": ["Title by Noah"]})


def test_goals_are_found_archived_and_put_back(room, noah, ours, theirs):
    for title in ("Chair a hearing", "Write clearer reasons"):
        add_goal(room, noah, title)
    ours.page.get_by_role("button", name="Filter").click()
    ours.page.get_by_role("searchbox", name="Find goals").fill("CLEARER")
    expect(ours.titles("To do")).to_have_text(["Write clearer reasons"])
    expect(ours.column("To do")).to_contain_text("1 goal is hidden by the filter")
    ours.page.keyboard.press("Escape")
    expect(ours.titles("To do")).to_have_count(2)

    ours.deed("Chair a hearing", "Archive")
    expect(theirs.titles("To do")).to_have_text(["Write clearer reasons"])
    ours.page.get_by_role("button", name="Undo").click()
    expect(theirs.titles("To do")).to_have_text(["Chair a hearing", "Write clearer reasons"])
    ours.deed("Chair a hearing", "Archive")
    theirs.page.get_by_role("button", name="Off the board").click()
    theirs.page.get_by_role("button", name="Put back on the board").click()

    expect(ours.titles("To do")).to_have_text(["Write clearer reasons", "Chair a hearing"])


def test_columns_are_named_added_and_limited(room, noah, ours, theirs):
    add_goal(room, noah, "First")
    add_goal(room, noah, "Second")
    ours.page.get_by_role("button", name="More for the column To do").click()
    ours.page.get_by_role("menuitem", name="Name and limit").click()
    ours.page.get_by_role("textbox", name="Name").fill("Next")
    ours.page.get_by_label("At most so many at once").fill("1")
    ours.page.keyboard.press("Enter")
    expect(theirs.column("Next")).to_contain_text("Too many at once")

    ours.page.get_by_role("button", name="More for the column Doing").click()
    ours.page.get_by_role("menuitem", name="Add a column after this").click()
    ours.page.get_by_role("textbox", name="Name").fill("Waiting")
    ours.page.keyboard.press("Enter")
    expect(theirs.column("Waiting")).to_be_visible()
    theirs.deed("First", "Move to Waiting")

    expect(ours.columns.get_by_role("heading")).to_have_text(["Next", "Doing", "Waiting", "Done"])
    expect(ours.titles("Waiting")).to_have_text(["First"])


def test_proposal_is_answered_by_the_mentee_alone(room, mia, ours, theirs):
    theirs.page.get_by_role("button", name="Propose a goal").first.click()
    theirs.page.get_by_label("Which goal do you propose?").fill("Chair a hearing")
    theirs.page.keyboard.press("Enter")
    propose_goal(room, mia, "Give a talk")
    expect(theirs.card("Chair a hearing")).to_contain_text("Waits for Noah")
    expect(theirs.page.get_by_role("button", name="Accept")).to_have_count(0)

    ours.card("Chair a hearing").get_by_role("button", name="Accept").click()
    ours.card("Give a talk").get_by_role("button", name="Decline").click()
    ours.page.get_by_label("Why, if you want to say").fill("Not this year")
    ours.page.keyboard.press("Enter")

    expect_same(ours, theirs, **{"To do": ["Chair a hearing"]})
    theirs.page.get_by_role("button", name="Off the board").click()
    theirs.page.get_by_role("button", name="Give a talk").click()
    expect(theirs.page.get_by_role("dialog", name="Give a talk")).to_contain_text("Declined: Not this year")


def test_fields_of_a_goal_are_written_and_advice_goes_when_it_is_followed(room, noah, ours, theirs):
    goal = add_goal(room, noah, "Write clearer reasons")
    dialog, seen = ours.open("Write clearer reasons"), theirs.open("Write clearer reasons")
    expect(dialog.get_by_role("complementary", name="Advice")).to_contain_text("It has no date yet.")

    dialog.get_by_label("How it is measured").select_option("A number")
    dialog.get_by_label("From", exact=True).fill("0")
    dialog.get_by_label("To", exact=True).fill("10")
    dialog.get_by_label("Date", exact=True).fill("2099-01-31")
    dialog.get_by_label("Why it matters").fill("Parties should understand why.")
    dialog.get_by_label("Date", exact=True).focus()

    expect(seen.get_by_label("Why it matters")).to_have_value("Parties should understand why.")
    expect(dialog.get_by_role("complementary", name="Advice")).to_have_count(0)
    dialog.get_by_label("Date", exact=True).fill("2001-01-31")
    dialog.get_by_label("Date", exact=True).press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("This date is before the start of the goal.")
    assert board(room)[goal]["due_on"] == "2099-01-31"


def test_steps_check_ins_and_evidence_are_shared_by_both(visitors, room, noah, ours, theirs):
    visitors.forgive("400")
    add_goal(room, noah, "Write clearer reasons", measure="number", baseline=0, target=10)
    dialog, seen = ours.open("Write clearer reasons"), theirs.open("Write clearer reasons")
    for shown in (dialog, seen):
        shown.get_by_role("button", name="Steps").click()
    dialog.get_by_placeholder("Add a milestone").fill("Three judgments")
    ours.page.keyboard.press("Enter")
    seen.get_by_label("State of Three judgments").select_option("Dropped")
    seen.get_by_label("Why is it dropped?").fill("Too early")
    theirs.page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Dropped: Too early")
    seen.get_by_placeholder("Add a task").fill("Send a model")
    theirs.page.keyboard.press("Enter")
    dialog.get_by_label("Send a model is done").check()
    expect(seen.get_by_label("Send a model is done")).to_be_checked()

    dialog.get_by_role("button", name="Check-ins").click()
    dialog.get_by_text("8", exact=True).click()
    dialog.get_by_label("Where it stands now").fill("4")
    dialog.get_by_role("button", name="Check in", exact=True).click()
    expect(dialog).to_contain_text("Confidence 8 of 10")
    dialog.get_by_role("button", name="Evidence").click()
    dialog.get_by_label("What it shows").fill("The first four are out.")
    add_file(dialog, "order.png")
    expect(dialog.get_by_role("alert")).to_have_text("This file is named .png, but is none.")
    add_file(dialog, "order.txt")
    seen.get_by_role("button", name="Evidence").click()
    expect(seen.get_by_role("listitem")).to_contain_text(["The first four are out."])
    brought = seen.get_by_role("link", name="order.txt").get_attribute("href")
    assert theirs.page.context.request.get(brought).body() == ORDER
    seen.get_by_role("button", name="Confirm").click()
    expect(dialog).to_contain_text("Confirmed by Mia")
    seen.get_by_role("button", name="Activity").click()
    expect(seen.get_by_role("listitem").first).to_contain_text("Mia confirmed evidence")
    theirs.page.keyboard.press("Escape")
    expect(theirs.card("Write clearer").get_by_role("img")).to_have_accessible_name(re.compile("40 % of the way"))


def test_levels_are_written_started_for_good_and_scored(room, noah, ours, theirs):
    add_goal(room, noah, "Write clearer reasons")
    dialog, seen = ours.open("Write clearer reasons"), theirs.open("Write clearer reasons")
    for shown in (dialog, seen):
        shown.get_by_role("button", name="Levels").click()
    names = ("-2: much less", "-1: somewhat less", "0: as expected", "+1: somewhat more", "+2: much more")
    for no, name in enumerate(names):
        dialog.get_by_label(name).fill(f"Reasons of level {no}")
    dialog.get_by_role("button", name="Save the draft").click()
    expect(dialog.get_by_role("button", name="Start")).to_be_visible()
    dialog.get_by_label(names[0]).fill("Nothing at all")
    expect(dialog.get_by_role("button", name="Start")).to_have_count(0)
    dialog.get_by_role("button", name="Save the draft").click()
    dialog.get_by_role("button", name="Start").click()
    ours.page.get_by_role("dialog", name="Start with these levels?").get_by_role("button", name="Start").click()

    seen.get_by_label("Reasons of level 3").check()
    seen.get_by_label("What tells it").fill("Two parties said so.")
    seen.get_by_role("button", name="Score").click()

    expect(dialog).to_contain_text("Scored 1 by Mia")
    expect(dialog.get_by_role("button", name="Save the draft")).to_have_count(0)
    scale = next(each for each in board(room).values() if each["kind"] == "scale")
    assert (scale["state"], scale["score"], scale["levels"][0]) == ("started", 1, "Nothing at all")


def test_message_becomes_a_goal_and_shows_how_it_stands(visitors, room, mia, noah):
    send(room, noah, "I want to chair a hearing by spring.")
    send(room, mia, "Court three needs somebody.")
    ours, theirs = visitors.room(noah, room), visitors.room(mia, room)
    BoardPage(ours)
    ours.deed("I want to chair", "More for this message").click()
    ours.page.get_by_role("menuitem", name="Make a goal of this").click()
    expect(ours.page.get_by_role("dialog", name="I want to chair")).to_be_visible()
    ours.page.keyboard.press("Escape")

    # The other one has not looked at the board: its words under messages come by themselves.
    chip = theirs.line("I want to chair").get_by_role("button", name="To do")
    expect(chip).to_be_visible()
    goal = next(each["id"] for each in board(room).values() if each["kind"] == "goal")
    do(room, noah, "goal.move", goal=goal, column=column(room, "doing"))
    expect(theirs.line("I want to chair").get_by_role("button", name="Doing")).to_be_visible()
    theirs.line("I want to chair").get_by_role("button", name="Doing").click()
    dialog = theirs.page.get_by_role("dialog", name="I want to chair")
    dialog.get_by_role("button", name="Evidence").click()
    dialog.get_by_role("button", name="I want to chair").click()

    expect(theirs.line("I want to chair")).to_be_focused()
    theirs.deed("Court three", "More for this message").click()
    theirs.page.get_by_role("menuitem", name="Link to a goal").click()
    theirs.page.get_by_role("dialog", name="Which goal").get_by_role("button", name="I want to chair").click()
    expect(ours.line("Court three").get_by_role("button", name="Doing")).to_be_visible()


def test_closed_room_and_lost_connection_leave_the_board_readable(visitors, room, mia, noah):
    visitors.forgive(*CUT)
    goal = add_goal(room, noah, "Reach it")
    add_inside(room, noah, "task", goal, title="A step")
    do(room, mia, "goal.move", goal=goal, column=column(room, "doing"))
    Room.objects.filter(pk=room.pk).update(closed_at=datetime.now(UTC))
    shown = BoardPage(visitors.room(mia, room))
    expect(shown.page.get_by_text("This room is closed. It can be read")).not_to_have_count(0)
    expect(shown.page.get_by_role("button", name="Propose a goal")).to_have_count(0)

    shown.page.context.set_offline(True)
    dialog = shown.open("Reach it")
    dialog.get_by_role("button", name="Steps").click()

    expect(dialog.get_by_label("A step is done")).to_be_disabled()
    expect(dialog.get_by_role("button", name="Archive")).to_have_count(0)
