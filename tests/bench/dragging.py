"""What a frame costs while a card is dragged over a board of many goals, in a real browser. Run by `make bench`.

A frame's cost is the time from its start, as the browser tells it, until its script, style, layout and paint are done.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import django

from tests import environment  # noqa: F401  (the settings read what it sets)

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
django.setup()

from django.conf import settings  # noqa: E402  (after the settings)
from django.core.management import call_command  # noqa: E402
from playwright.sync_api import expect, sync_playwright  # noqa: E402

from tests.bench.targets import Target  # noqa: E402
from tests.builders.board import add_goal, column  # noqa: E402
from tests.builders.board_page import BoardPage, middle  # noqa: E402
from tests.builders.browser import Visitors  # noqa: E402
from tests.builders.people import person  # noqa: E402
from tests.builders.rooms import mentorship_room  # noqa: E402
from tests.builders.site import Site  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page

GOALS = 200
MOVES = 240
FRAME = Target("ms p95", most=16, form="{:.1f}")
ROLES = ("todo", "doing", "done")
WATCH = """() => {
  window.costs = [];
  const channel = new MessageChannel();
  let started = 0;
  channel.port1.onmessage = () => window.costs.push(performance.now() - started);
  const frame = (at) => { started = at; channel.port2.postMessage(0); requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}"""


def main() -> bool:
    """Whether a frame of the drag is quick enough."""
    call_command("migrate", verbosity=0)
    mentor, mentee = person("mentor"), person("mentee")
    room = mentorship_room(mentor, mentee)
    for no in range(GOALS):
        add_goal(room, mentee, f"Goal {no}", column=column(room, ROLES[no % len(ROLES)]))
    site = Site(RATE_FACTOR="20")
    site.start()
    try:
        with sync_playwright() as playwright, closing(playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"] if os.geteuid() == 0 else ["--disable-gpu"],
        )) as browser:  # fmt: skip
            visitors = Visitors(browser, site, settings.SESSION_COOKIE_NAME)
            board = BoardPage(visitors.room(mentee, room))
            board.page.keyboard.press("F2")
            tell("mouse over it", costs(board.page, drags=False))
            return tell("a card dragged", costs(board.page, drags=True))
    finally:
        site.kill()


def costs(page: Page, *, drags: bool) -> list[float]:
    """Milliseconds of each frame while the mouse goes to and fro over all columns."""
    x, y = middle(page.locator(".board [data-goal]").first)
    page.mouse.move(x, y)
    if drags:
        page.mouse.down()
        page.mouse.move(x + 10, y + 10)
        expect(page.locator(".is-ghost")).to_be_attached()
    page.evaluate(WATCH)
    for no in range(MOVES):
        across = abs((no / 40) % 2 - 1)
        page.mouse.move(x + 560 * (1 - across), y + 40 + 300 * across)
    taken: list[float] = page.evaluate("() => window.costs")
    if drags:
        page.keyboard.press("Escape")
        page.mouse.up()
    return taken


def tell(what: str, taken: list[float]) -> bool:
    ordered = sorted(taken)
    middle_one, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    frames = f"{middle_one:6.1f} ms median of {len(ordered)} frames, {GOALS} goals"
    sys.stdout.write(f"  {what:<16}{frames}; {FRAME.said(late)}\n")
    return FRAME.is_reached(late)


if __name__ == "__main__":
    sys.exit(not main())
