"""A room on a network that lets no socket through: all of it works, and the socket comes back by itself."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import expect

from rooms import members
from rooms.models import Message
from server.accounts import sign_ins
from server.accounts.models import SignIn
from tests.builders.block import Block
from tests.builders.browser import CUT, hide, unhide
from tests.builders.chat import member_of, send

BY_REQUESTS = "Connected over plain requests"


def details(shown):
    return shown.people.get_by_text(BY_REQUESTS)


@pytest.fixture
def page(visitors, mia):
    return visitors.window(mia)


@pytest.fixture
def block(page):
    return Block(page)


@pytest.fixture
def ours(visitors, block, page, room):
    """Mia's room where sockets are blocked."""
    return visitors.show(page, room)


@pytest.fixture
def theirs(visitors, room, noah):
    """Noah's room with a socket."""
    return visitors.room(noah, room)


def test_room_is_live_without_a_socket_and_says_so_in_passing(ours, theirs):
    expect(details(ours)).to_be_visible()
    expect(ours.bar).to_have_text("")
    expect(ours.here).to_have_text("Both here")

    ours.say("By request.")
    expect(theirs.line("By request.")).to_be_visible()
    theirs.say("By socket.")

    for shown in (ours, theirs):
        expect(shown.log.locator(".line__text")).to_have_text(["By request.", "By socket."])
    expect(details(theirs)).to_have_count(0)


def test_typing_presence_and_reading_pass_both_ways(ours, theirs):
    history = theirs.watch_dot("Mia")
    ours.box.type("I am thinking")
    expect(theirs.page.get_by_text("Mia is typing")).to_be_visible()
    theirs.box.type("So am I")
    expect(ours.page.get_by_text("Noah is typing")).to_be_visible()

    ours.say("Read this.")

    expect(theirs.line("Read this.")).to_be_visible()
    theirs.page.bring_to_front()
    theirs.box.focus()
    expect(ours.line("Read this.")).to_contain_text("Seen")
    assert "gone" not in history()


def test_words_written_offline_are_sent_once_and_in_order(visitors, ours, theirs):
    visitors.forgive(*CUT)
    ours.page.context.set_offline(True)
    for words in ("One.", "Two.", "Three."):
        ours.say(words)
    theirs.say("Meanwhile.")
    expect(theirs.stored("Meanwhile.")).to_be_visible()
    expect(ours.bar).to_contain_text("3 waiting.")

    ours.page.context.set_offline(False)

    for shown in (ours, theirs):
        expect(shown.log.locator(".line__text")).to_have_text(["Meanwhile.", "One.", "Two.", "Three."])
    assert Message.objects.count() == 4


def test_next_page_of_the_tab_begins_with_requests_and_tries_the_socket_again(visitors, ours, block, group):
    expect(details(ours)).to_be_visible()
    tried = block.tried

    shown = visitors.show(ours.page, group)

    assert block.tried == tried
    expect(details(shown)).to_be_visible()
    block.lift()
    expect(details(shown)).to_have_count(0)
    assert block.tried > tried


def test_room_goes_back_to_the_socket_and_loses_and_doubles_nothing(ours, theirs, block):
    expect(details(ours)).to_be_visible()
    ours.say("Before.")
    expect(theirs.line("Before.")).to_be_visible()
    block.lift()

    hide(ours.page)
    unhide(ours.page)
    for no in range(5):
        ours.say(f"Mine {no}.")
        theirs.say(f"Theirs {no}.")

    expect(details(ours)).to_have_count(0)
    ours.say("After.")
    for shown in (ours, theirs):
        expect(shown.log.locator("[data-message]")).to_have_count(12)
    assert ours.words() == theirs.words()
    assert Message.objects.count() == 12


def test_removed_member_loses_the_room_while_looking_at_it(visitors, group, mia, omar):
    page = visitors.window(omar)
    Block(page)
    shown = visitors.show(page, group)
    expect(details(shown)).to_be_visible()

    members.remove(member_of(group, mia), omar)

    expect(shown.title).to_have_text("You are no longer in this room")
    expect(shown.box).to_have_count(0)


def test_ended_sign_in_stops_the_room_and_offers_to_sign_in(visitors, ours, mia):
    # Which tells the page is a race: the poll that waits, or the next one, which is refused.
    visitors.forgive("status of 401")
    expect(details(ours)).to_be_visible()

    with transaction.atomic():
        sign_ins.end(SignIn.objects.of(mia))

    expect(ours.bar).to_contain_text("You are signed out here.")
    expect(ours.bar.get_by_role("link", name="Sign in again")).to_be_visible()


def test_unread_counts_of_other_rooms_move(group, ours, omar):
    expect(details(ours)).to_be_visible()

    send(group, omar, "News for all.")

    link = ours.page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Court writing")
    expect(link).to_contain_text("1 unread message")


def test_killed_site_loses_nothing_that_was_acknowledged(visitors, site, ours, theirs):
    expect(details(ours)).to_be_visible()
    visitors.forgive(*CUT)
    ours.say("Before.")
    expect(theirs.line("Before.")).to_be_visible()

    site.kill()
    ours.say("While it was down.")
    site.start()

    for shown in (ours, theirs):
        expect(shown.log.locator(".line__text")).to_have_text(["Before.", "While it was down."], timeout=40_000)
    assert Message.objects.count() == 2
