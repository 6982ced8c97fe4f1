"""What a page may weigh, whom it may ask, and how little it may move while it comes."""

from __future__ import annotations

import gzip
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.builders.board_page import BoardPage
from tests.builders.chat import send
from tests.builders.note_pane import open_notes
from tests.builders.room_page import RoomPage

KILOBYTE = 1024
# Before any page script runs, so that nothing is missed.
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def answers(visitors, room, mia, noah):
    """Everything that the page of a room with messages asked for, till it is live."""
    for no in range(30):
        send(room, noah, f"Line {no}.")
    page = visitors.window(mia)
    asked = []
    page.on("requestfinished", lambda request: asked.append(request))  # noqa: PLW0108  (a bound method cannot be marked)
    visitors.show(page, room)
    return [request.response() for request in asked]


def weight(answers, ending):
    """Kilobytes of these files, packed as a browser gets them."""
    bodies = [answer.body() for answer in answers if urlsplit(answer.url).path.endswith(ending)]
    assert bodies
    return sum(len(gzip.compress(body, 9)) for body in bodies) / KILOBYTE


def test_room_comes_with_few_scripts_and_styles(answers):
    for_all_pages = [answer for answer in answers if "/page." in answer.url]
    for_the_room = [answer for answer in answers if answer not in for_all_pages]

    assert weight(for_all_pages, ".js") <= 4
    assert weight(for_the_room, ".js") <= 35
    assert weight(answers, ".css") <= 12


def test_first_paint_is_the_same_with_and_without_board_and_notes(visitors, room, mia):
    shown = visitors.room(mia, room)
    first = loaded(shown.page)
    open_notes(BoardPage(shown).room)
    lazy = [name for name in loaded(shown.page) if name not in first]
    bare = visitors.window(mia)
    for name in lazy:
        bare.route(f"**/{name}", lambda route: route.abort())
    refused = []
    bare.on("requestfailed", lambda request: refused.append(request.url))

    visitors.show(bare, room)

    assert len(lazy) >= 2
    assert (loaded(bare), refused) == (first, [])
    assert bare.evaluate("() => performance.getEntriesByName('first-contentful-paint').length") == 1


def loaded(page):
    """The scripts and styles that the page has asked for, by name."""
    asked = page.evaluate("() => performance.getEntriesByType('resource').map((entry) => entry.name)")
    paths = {urlsplit(address).path for address in asked}
    return sorted(path.rpartition("/")[2] for path in paths if path.endswith((".js", ".css")))


def test_room_asks_nobody_but_its_own_site(answers, site):
    asked = {urlsplit(answer.url) for answer in answers}

    # A blob is drawn by the page itself: the icon with its mark of unread words.
    assert {f"{url.scheme}://{url.netloc}" for url in asked if url.scheme != "blob"} == {site.url}


def test_static_files_are_kept_for_ever_and_packed(answers):
    statics = [answer for answer in answers if urlsplit(answer.url).path.startswith("/static/")]

    assert {answer.headers["cache-control"] for answer in statics} == {"max-age=315360000, public, immutable"}
    packed = [answer for answer in statics if answer.url.endswith((".js", ".css"))]
    assert {answer.headers.get("content-encoding") for answer in packed} == {"gzip"}


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_room_hardly_moves_while_it_comes(visitors, room, mia, noah, size):
    for no in range(30):
        send(room, noah, f"Line {no}.")
    page = visitors.window(mia, size=size)
    page.add_init_script(WATCH_SHIFTS)

    visitors.show(page, room)
    expect(RoomPage(page).line("Line 29.")).to_be_attached()

    assert page.evaluate("() => window.shifted") <= 0.02
