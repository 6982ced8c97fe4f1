"""Every word of the interface can be translated: in the pretended language all of them come back accented."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.builders.browser import CUT, Visitors
from tests.builders.chat import carry, deleting, editing, reacting, send
from tests.builders.people import operator

# What was not translated: texts and labels with Latin letters outside the brackets of the pretended language.
# Data is left out: what people wrote, their names, times and zones, keys of a keyboard.
UNTRANSLATED = """
(data) => {
  const skipped = "script, style, noscript, template, time, kbd, code, option, .line__text, .prose";
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
  const bare = (text) => data.reduce((rest, word) => rest.replaceAll(word, ""), text).replace(/⟦[^⟧]*⟧/g, "");
  const isLeft = (text) => /[A-Za-z]{2}/.test(bare(text));
  const left = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const parent = node.parentElement;
    const text = node.textContent;
    // A sentence with a link in it has its brackets outside the link.
    const sentence = text.includes("⟦") ? text : parent.closest("p, li, dd, h1, h2")?.textContent ?? "";
    if (isLeft(text) && isLeft(sentence) && !parent.closest(skipped) && isShown(parent)) left.push(text);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"]) {
    for (const element of document.querySelectorAll(`body [${name}]`)) {
      const text = element.getAttribute(name);
      if (isLeft(text) && !element.closest(skipped) && isShown(element)) left.push(`${name}: ${text}`);
    }
  }
  if (isLeft(document.title)) left.push(`title: ${document.title}`);
  return left;
}
"""
DATA = ["Menteo", "Mia", "Noah", "Omar", "Olga", "Court writing", "mia@court.example", "olga@court.example", "UTC"]


def untranslated(page):
    return page.evaluate(UNTRANSLATED, DATA)


@pytest.fixture
def pretended(visitors):
    """Windows in the pretended language."""
    return lambda person=None, **more: visitors.window(person, language="en-XA", **more)


def left_on(page, *paths):
    """What is left untranslated on these pages, each said with its page."""
    found = {}
    for path in paths:
        page.goto(path)
        found[path] = untranslated(page)
    return {path: words for path, words in found.items() if words}


def test_pages_of_a_visitor_are_translated(visitors, pretended):
    visitors.forgive("status of 404", "status of 422")
    page = pretended()
    paths = ("/", "/account/login/", "/account/signup/", "/account/password/reset/", "/nothing-here/")
    assert left_on(page, *paths) == {}

    page.goto("/account/signup/")
    expect(page.locator("html")).to_have_attribute("lang", "en-xa")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("alert")).to_be_visible()

    assert untranslated(page) == []


def test_pages_of_a_person_are_translated(pretended, mia, room, group, noah):
    send(group, noah, "Good morning.")
    page = pretended(mia)

    base = f"/rooms/{group.pk}"
    rooms = ("/rooms/", "/rooms/open/", f"{base}/people/", f"{base}/invite/", f"{base}/leave/", f"{base}/transcript/")
    own = ("/", "/me/", "/me/security/", f"/people/{noah.pk}/", "/account/email/", "/account/password/change/")

    assert left_on(page, f"/rooms/{room.pk}/closing/", *rooms, *own) == {}


def test_pages_of_an_operator_are_translated(pretended, site):
    page = pretended(operator())

    assert left_on(page, "/", "/people/", "/people/invite/", "/rooms/new/") == {}


def test_room_is_translated_in_all_its_states(visitors: Visitors, pretended, mia, noah, group):
    visitors.forgive(*CUT)
    first, second, third = (send(group, noah, text) for text in ("One.", "Two.", "Three."))
    carry(group, noah, editing(second, "Two and a half."))
    carry(group, noah, deleting(third))
    carry(group, noah, reacting(first, "👍"))
    ours = visitors.show(pretended(mia), group)
    ours.line("One.").hover()
    ours.line("One.").get_by_role("group").get_by_role("button").last.click()
    assert untranslated(ours.page) == []
    ours.page.keyboard.press("Escape")
    ours.log.focus()
    ours.page.keyboard.press("?")
    expect(ours.page.get_by_role("dialog")).to_be_visible()
    assert untranslated(ours.page) == []
    ours.page.keyboard.press("Escape")

    ours.page.context.set_offline(True)
    ours.say("Offline.")
    expect(ours.bar.get_by_role("button")).to_be_visible()

    assert untranslated(ours.page) == []
