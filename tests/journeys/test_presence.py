"""Who is here: as others see it, and as little as somebody wants them to see."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.builders.browser import hide, unhide


@pytest.fixture
def ours(visitors, group, mia):
    return visitors.room(mia, group)


def test_person_comes_goes_out_of_sight_and_returns(visitors, room, mia, noah):
    ours = visitors.room(mia, room)
    expect(ours.here).to_have_text("Only you are here")
    expect(ours.person("Noah")).to_contain_text("not here")

    theirs = visitors.room(noah, room)
    expect(ours.here).to_have_text("Both here")
    expect(ours.person("Noah")).to_have_text(re.compile("here$"))
    hide(theirs.page)
    expect(ours.person("Noah")).to_contain_text("away")
    expect(ours.here).to_have_text("Only you are here")

    unhide(theirs.page)
    expect(ours.here).to_have_text("Both here")


def test_person_without_input_for_five_minutes_is_idle(visitors, ours, group, noah):
    page = visitors.window(noah)
    page.clock.install()
    theirs = visitors.show(page, group)
    expect(ours.person("Noah")).not_to_contain_text("not here")

    page.clock.fast_forward("05:01")
    expect(ours.person("Noah")).to_contain_text("idle")
    theirs.box.press("a")

    expect(ours.person("Noah")).not_to_contain_text("idle")


def test_reload_is_no_leaving(visitors, ours, group, noah, omar):
    theirs, third = visitors.room(noah, group), visitors.room(omar, group)
    expect(ours.here).to_have_text("All here")
    history = ours.watch_dot("Noah")

    theirs.page.reload()
    third.page.close()

    # Who left for good is announced after the grace; had the reload counted as leaving, it would show by then.
    expect(ours.person("Omar")).to_contain_text("not here")
    assert history() == ["active"]


def test_hidden_person_stays_hidden(visitors, group, mia, noah, omar):
    noah.presence_audience = "nobody"
    noah.save()
    ours = visitors.room(mia, group)
    history = ours.watch_dot("Noah")

    theirs = visitors.room(noah, group)
    expect(theirs.people.get_by_text("You are not shown as present")).to_be_visible()
    expect(theirs.people.get_by_text("not here", exact=True)).to_have_count(1)
    theirs.box.press_sequentially("I type")
    visitors.room(omar, group).box.press_sequentially("Me too")

    expect(ours.page.get_by_text("Omar is typing")).to_be_visible()
    expect(ours.here).to_have_text("2 here")
    assert history() == ["absent"]
    theirs.box.press("Enter")
    expect(ours.line("I type")).to_be_visible()
    assert history() == ["absent"]
