"""Two people talk in their room, in two browsers."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction
from playwright.sync_api import expect

from tests.builders.browser import hide, unhide
from tests.builders.chat import carry, marking_read, send
from tests.builders.rooms import group_room
from tests.builders.wires import Wires


@pytest.fixture
def window(visitors, mia):
    return visitors.window(mia)


@pytest.fixture
def wires(window):
    return Wires(window)


@pytest.fixture
def ours(visitors, room, window):
    return visitors.show(window, room)


@pytest.fixture
def theirs(visitors, room, noah):
    return visitors.room(noah, room)


def long_talk(room, count):
    """So many messages of Noah, the first of them the oldest; Mia has read them."""
    noah, mia = (room.memberships.get(role=role).person for role in ("mentee", "mentor"))
    with transaction.atomic():
        for no in range(1, count + 1):
            send(room, noah, f"Thought number {no}.")
        carry(room, mia, marking_read(room, count))


def test_enter_sends_and_shift_enter_breaks_the_line(ours, theirs):
    ours.box.press_sequentially("Good morning,")
    ours.box.press("Shift+Enter")
    ours.box.press_sequentially("Noah.")
    expect(ours.log.get_by_role("listitem")).to_have_count(0)

    ours.box.press("Enter")

    for shown in (ours, theirs):
        expect(shown.text("Good morning,")).to_have_text("Good morning,\nNoah.", use_inner_text=True)
    expect(ours.box).to_have_value("")
    expect(ours.box).to_be_focused()


def test_enter_that_ends_a_composition_does_not_send(ours):
    keyboard = ours.page.context.new_cdp_session(ours.page)
    ours.box.focus()
    keyboard.send("Input.imeSetComposition", {"text": "にほん", "selectionStart": 3, "selectionEnd": 3})
    ours.page.keyboard.press("Enter")
    expect(ours.box).to_have_value(re.compile("にほん"))

    keyboard.send("Input.insertText", {"text": "日本"})
    ours.page.keyboard.press("Enter")

    expect(ours.text("日本")).to_be_visible()
    expect(ours.log.get_by_role("listitem").locator(".line__text")).to_have_count(1)


def test_line_stands_at_once_and_says_so_while_it_is_on_its_way(wires, ours):
    wires.hold()
    ours.say("This takes a while.")
    line = ours.line("This takes a while.")
    expect(line).to_contain_text("Sending")
    expect(line.get_by_role("button", name="Cancel")).to_be_visible()

    wires.release()

    expect(line).not_to_contain_text("Sending")
    expect(line).to_have_count(1)


def test_refused_message_says_why_and_can_be_tried_again_or_deleted(wires, ours, theirs):
    wires.replace("Too much.", "Too much. " * 900)
    ours.say("Too much.")
    line = ours.line("Too much.")
    expect(line.get_by_role("alert")).to_contain_text("Not sent.")
    line.get_by_role("button", name="Try again").click()
    expect(line.get_by_role("alert")).to_contain_text("Not sent.")

    wires.replace("", "")
    line.get_by_role("button", name="Try again").click()

    expect(line.get_by_role("alert")).to_have_count(0)
    expect(theirs.line("Too much.")).to_be_visible()


def test_refused_message_can_be_deleted(wires, ours):
    wires.replace("Too much.", "Too much. " * 900)
    ours.say("Too much.")

    ours.line("Too much.").get_by_role("button", name="Delete").click()

    expect(ours.line("Too much.")).to_have_count(0)


def test_too_long_words_are_counted_and_cannot_leave(ours):
    ours.box.fill("a" * 8010)

    ours.box.press("Enter")

    expect(ours.page.get_by_text("10 characters too long")).to_be_visible()
    expect(ours.page.get_by_role("button", name="Send")).to_be_disabled()
    expect(ours.log.get_by_role("listitem")).to_have_count(0)


def test_up_edits_the_last_own_message_and_escape_leaves_it(ours, theirs):
    ours.say("See you on Tusday.")
    expect(theirs.line("Tusday")).to_be_visible()
    expect(ours.stored("Tusday")).to_be_visible()
    ours.box.press("ArrowUp")
    expect(ours.box).to_have_value("See you on Tusday.")
    ours.box.fill("Something else.")
    ours.box.press("Escape")
    expect(ours.box).to_have_value("")
    expect(ours.box).to_be_focused()

    ours.box.press("ArrowUp")
    ours.box.fill("See you on Tuesday.")
    ours.box.press("Enter")

    for shown in (ours, theirs):
        expect(shown.line("See you on Tuesday.")).to_contain_text("edited")
        expect(shown.line("Tusday")).to_have_count(0)


def test_deleted_message_leaves_a_line_that_says_who_removed_it(ours, theirs):
    ours.say("Forget what I said.")
    expect(theirs.line("Forget what I said.")).to_be_visible()

    ours.delete("Forget what I said.")

    expect(ours.line("You removed this message")).to_be_visible()
    expect(theirs.line("Mia removed this message")).to_be_visible()
    expect(theirs.line("Forget what I said.")).to_have_count(0)


def test_reply_carries_a_quote_that_leads_to_what_it_answers(visitors, room, mia, noah):
    long_talk(room, 60)
    ours, theirs = visitors.room(mia, room), visitors.room(noah, room)
    ours.line("Thought number 21.").scroll_into_view_if_needed()
    ours.deed("Thought number 21.", "Reply").click()
    expect(ours.page.get_by_text("Replying to Noah")).to_be_visible()

    ours.say("Let us take this one.")
    quote = theirs.line("Let us take this one.").get_by_role("button", name="In reply to Noah: Thought number 21.")
    quote.click()

    expect(theirs.line("Thought number 21.").first).to_be_in_viewport()
    expect(theirs.line("Thought number 21.").first).to_be_focused()


def test_reaction_is_added_by_one_joined_by_the_other_and_taken_back(ours, theirs):
    ours.say("We have a date.")
    theirs.deed("We have a date.", "React with thumbs up").click()
    expect(
        ours.line("We have a date.").get_by_role("button", name="thumbs up, Noah. Press to add yours")
    ).to_be_visible()

    ours.line("We have a date.").get_by_role("button", name="thumbs up, Noah").click()
    both = theirs.line("We have a date.").get_by_role(
        "button", name=re.compile("^thumbs up, .*Press to take yours back")
    )
    expect(both).to_have_text("👍2")
    both.click()

    expect(ours.line("We have a date.").get_by_role("button", name="thumbs up, you. Press to take")).to_have_text("👍1")


def test_name_is_completed_after_an_at_sign(ours, theirs):
    ours.box.press_sequentially("Thank you, @no")
    expect(ours.page.get_by_role("listbox", name="People to mention").get_by_role("option")).to_contain_text(["Noah"])
    ours.box.press("Enter")
    expect(ours.box).to_have_value(re.compile("^Thank you, @Noah ?$"))

    ours.box.press("Enter")

    expect(theirs.text("Thank you,").locator(".mention--me")).to_have_text("@Noah")


def test_emoji_is_put_where_one_writes(ours):
    ours.box.fill("Well done ")
    ours.page.get_by_role("button", name="Emoji").click()
    ours.page.get_by_role("dialog", name="Emoji").get_by_role("button", name="applause").click()

    expect(ours.box).to_have_value("Well done 👏")
    expect(ours.box).to_be_focused()


def test_formatting_is_drawn_and_links_lead_out_safely(ours, theirs):
    ours.say("**Read** _this_ `rule` first: https://court.example/rules?a=1 <b>not html</b>")

    words = theirs.text("first:")
    expect(words.locator("strong")).to_have_text("Read")
    expect(words.locator("em")).to_have_text("this")
    expect(words.locator("code")).to_have_text("rule")
    expect(words).to_contain_text("<b>not html</b>")
    link = words.get_by_role("link", name="https://court.example/rules?a=1")
    expect(link).to_have_attribute("href", "https://court.example/rules?a=1")
    expect(link).to_have_attribute("rel", re.compile("noopener noreferrer"))


def test_typing_is_shown_while_it_lasts(ours, theirs):
    theirs.box.press_sequentially("I th")
    expect(ours.page.get_by_text("Noah is typing")).to_be_visible()

    theirs.box.fill("")

    expect(ours.page.get_by_text("Noah is typing")).to_have_count(0)


def test_seen_stands_under_the_newest_own_message_once_the_other_looked(ours, theirs):
    hide(theirs.page)
    ours.say("Did you get the date?")
    expect(theirs.line("Did you get the date?")).to_be_attached()
    expect(ours.line("Did you get the date?")).not_to_contain_text("Seen")

    unhide(theirs.page)

    expect(ours.line("Did you get the date?")).to_contain_text("Seen")


def test_new_line_stays_where_it_is_while_the_room_is_open(visitors, room, mia, noah):
    for words in ("Old.", "First news.", "Second news."):
        send(room, noah, words)
    carry(room, mia, marking_read(room, 1))

    ours = visitors.room(mia, room)
    send(room, noah, "Third news.")
    expect(ours.line("Third news.")).to_be_visible()

    assert ours.rows() == ["Today", "Old.", "New", "First news.", "Second news.", "Third news."]
    expect(ours.page.get_by_role("link", name="Noah")).to_have_text("Noah")
    ours.page.reload()
    expect(ours.line("Third news.")).to_be_visible()
    expect(ours.log.get_by_text("New", exact=True)).to_have_count(0)


def test_days_are_those_of_the_reader(visitors, room, mia, noah):
    noah.time_zone = "Pacific/Auckland"
    noah.save()
    with time_machine.travel(datetime(2026, 3, 2, 20, 30, tzinfo=UTC)):
        send(room, mia, "Late on Monday.")
    send(room, mia, "Now.")
    carry(room, noah, marking_read(room, 2))

    ours, theirs = visitors.room(mia, room), visitors.room(noah, room)

    assert ours.rows() == ["Monday 2 March", "Late on Monday.", "Today", "Now."]
    assert theirs.rows() == ["Tuesday 3 March", "Late on Monday.", "Today", "Now."]
    expect(ours.line("Late on Monday.").locator("time").first).to_have_text("20:30")


def test_pill_counts_what_came_and_leads_to_it(visitors, room, mia, noah):
    long_talk(room, 60)
    ours = visitors.room(mia, room)
    ours.line("Thought number 15.").scroll_into_view_if_needed()
    expect(ours.pill).to_have_text("Jump to latest")

    send(room, noah, "One more.")
    send(room, noah, "And another.")
    expect(ours.pill).to_have_text("2 new messages")
    expect(ours.line("And another.")).not_to_be_in_viewport()
    ours.pill.click()

    expect(ours.line("And another.")).to_be_in_viewport()
    expect(ours.pill).to_have_count(0)


def test_own_message_always_leads_to_the_end(wires, visitors, window, room):
    long_talk(room, 60)
    ours = visitors.show(window, room)
    ours.line("Thought number 15.").scroll_into_view_if_needed()
    expect(ours.pill).to_be_visible()

    ours.say("Long words.\n" * 60)

    expect(ours.line("Long words.")).to_be_in_viewport()
    expect(ours.pill).to_have_count(0)


def test_history_grows_upward_under_a_still_reader(visitors, wires, window, room, noah):
    long_talk(room, 320)
    ours = visitors.show(window, room)
    expect(ours.line("Thought number 320.")).to_be_in_viewport()

    for first in (271, 221, 171, 121, 71, 21):
        wires.hold()
        ours.scroll_to_top()
        expect(ours.log.get_by_text("Earlier messages are being read.")).to_be_in_viewport()
        # The first line loses its author's name to the one that comes before it; all others stand still.
        before = ours.distance_from_top(f"Thought number {first + 1}.")
        wires.release()
        expect(ours.line(f"Thought number {max(1, first - 50)}.")).to_be_attached()
        assert abs(ours.distance_from_top(f"Thought number {first + 1}.") - before) <= 1

    ours.scroll_to_top()
    expect(ours.line("Thought number 1.")).to_be_in_viewport()
    expect(ours.log.get_by_text("This is where the conversation starts.")).to_be_visible()


def test_draft_waits_in_its_room(visitors, group, mia):
    group_room("Listing", mia)
    ours = visitors.room(mia, group)
    ours.box.press_sequentially("Half a thou")

    ours.page.get_by_role("link", name="Listing").click()
    expect(ours.title).to_have_text("Listing")
    expect(ours.box).to_have_value("")
    ours.page.get_by_role("link", name="Court writing").click()

    expect(ours.title).to_have_text("Court writing")
    expect(ours.box).to_have_value("Half a thou")


def test_sealed_room_keeps_no_draft_on_the_device_and_asks_before_it_is_lost(ours):
    asked = []
    ours.box.press_sequentially("In confidence")
    ours.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    ours.page.reload()

    expect(ours.box).to_have_value("")
    assert asked == ["beforeunload"]
