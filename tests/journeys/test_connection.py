"""What people see and keep when the connection, the site or their sign-in goes away."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import expect

from rooms import members
from rooms.models import Message
from server.accounts import sign_ins
from server.accounts.models import SignIn
from tests.builders.browser import CUT, enter
from tests.builders.chat import member_of, send
from tests.builders.wires import Wires


@pytest.fixture
def ours(visitors, room, mia):
    return visitors.room(mia, room)


@pytest.fixture
def theirs(visitors, room, noah):
    return visitors.room(noah, room)


def test_words_written_offline_are_sent_once_and_in_order(visitors, ours, theirs):
    visitors.forgive(*CUT)
    ours.page.context.set_offline(True)
    for words in ("One.", "Two.", "Three."):
        ours.say(words)
    theirs.say("Meanwhile.")
    expect(theirs.stored("Meanwhile.")).to_be_visible()
    expect(ours.bar).to_contain_text("Offline.")
    expect(ours.bar).to_contain_text("3 waiting.")

    ours.page.context.set_offline(False)

    for shown in (ours, theirs):
        expect(shown.log.locator(".line__text")).to_have_text(["Meanwhile.", "One.", "Two.", "Three."])
    expect(ours.bar).to_contain_text("Connected again")
    assert Message.objects.count() == 4


def test_bar_lies_over_the_room_and_moves_nothing(visitors, room, mia):
    for no in range(20):
        send(room, mia, f"Line {no}.")
    ours = visitors.room(mia, room)
    visitors.forgive(*CUT)
    parts = (ours.log, ours.box, ours.line("Line 19."))
    before = [part.bounding_box() for part in parts]

    ours.page.context.set_offline(True)
    expect(ours.bar.get_by_role("button", name="Try now")).to_be_visible()

    assert [part.bounding_box() for part in parts] == before
    ours.page.context.set_offline(False)
    expect(ours.bar).not_to_contain_text("Offline")


def test_killed_site_loses_nothing_that_was_acknowledged(visitors, site, ours, theirs):
    ours.say("Before.")
    expect(theirs.line("Before.")).to_be_visible()
    visitors.forgive(*CUT)

    site.kill()
    ours.say("While it was down.")
    expect(ours.line("While it was down.")).to_contain_text("Waiting for the connection")
    site.start()

    for shown in (ours, theirs):
        expect(shown.log.locator(".line__text")).to_have_text(["Before.", "While it was down."], timeout=40_000)
    ours.say("After.")
    expect(theirs.line("After.")).to_be_visible()
    assert Message.objects.count() == 3


def test_two_tabs_are_one_person_and_both_show_what_is_said(visitors, room, ours, theirs):
    tab = visitors.show(ours.page.context.new_page(), room)
    expect(theirs.here).to_have_text("Both here")
    history = theirs.watch_dot("Mia")

    tab.say("From the second tab.")
    for shown in (ours, tab, theirs):
        expect(shown.line("From the second tab.")).to_have_count(1)
    tab.page.close()
    ours.say("From the first.")
    expect(theirs.line("From the first.")).to_be_visible()

    assert history() == ["active"]


def test_what_one_tab_reads_is_read_in_the_other(visitors, group, room, mia, omar):
    first = visitors.room(mia, room).page
    second = first.context.new_page()
    send(group, omar, "News for all.")
    link = first.get_by_role("navigation", name="Rooms").get_by_role("link", name="Court writing")
    expect(link).to_contain_text("1 unread message")

    visitors.show(second, group)

    expect(link).to_have_text("Court writing")


def test_line_without_an_answer_is_sent_again_and_stands_once(visitors, room, mia, theirs):
    page = visitors.window(mia)
    wires = Wires(page)
    page.clock.install()
    ours = visitors.show(page, room)
    wires.hold()
    ours.say("Is anybody there?")
    expect(ours.line("Is anybody there?")).to_be_visible()
    wires.deafen()

    page.clock.fast_forward(16_000)
    page.clock.fast_forward(2_000)

    expect(theirs.line("Is anybody there?")).to_have_count(1)
    expect(ours.line("Is anybody there?")).not_to_contain_text("Sending")
    assert Message.objects.count() == 1


def test_ended_sign_in_stops_the_room_and_offers_to_sign_in(ours, mia, room):
    with transaction.atomic():
        sign_ins.end(SignIn.objects.of(mia))

    expect(ours.bar).to_contain_text("You are signed out here.")
    ours.bar.get_by_role("link", name="Sign in again").click()

    expect(ours.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert f"next=%2Frooms%2F{room.pk}%2F" in ours.page.url


def test_removed_member_loses_the_room_while_looking_at_it(visitors, group, mia, noah):
    theirs = visitors.room(noah, group)
    theirs.say("Still here.")
    expect(theirs.line("Still here.")).to_be_visible()

    members.remove(member_of(group, mia), noah)

    expect(theirs.title).to_have_text("You are no longer in this room")
    expect(theirs.box).to_have_count(0)
    expect(theirs.page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Court writing")).to_have_count(
        0
    )
    theirs.page.get_by_role("link", name="Go to my rooms").click()
    expect(theirs.page.get_by_role("heading", name="My rooms", level=1)).to_be_visible()


def test_words_of_one_person_never_leave_as_another(visitors, room, mia, noah, theirs):
    page = visitors.window(mia)
    wires = Wires(page)
    ours = visitors.show(page, room)
    wires.hold()
    ours.say("Mine alone.")
    enter(page.context, visitors, noah)

    wires.cut()

    expect(ours.bar).to_contain_text("You are signed out here.")
    theirs.say("Anything?")
    expect(theirs.stored("Anything?")).to_be_visible()
    expect(theirs.log.locator(".line__text")).to_have_text(["Anything?"])
    assert Message.objects.count() == 1
