"""A room as its reader finds it on the page: by roles and names. Not here: opening the window (browser)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

# Which states a dot of presence has gone through since it was first looked at.
KEEP_HISTORY = """
(person) => {
  const state = () => [...document.querySelectorAll(".person")]
    .find((one) => one.querySelector(".person__name").textContent.startsWith(person))
    ?.querySelector(".presence").className.replace("presence presence--", "") ?? "gone";
  const seen = [state()];
  const note = () => { if (state() !== seen.at(-1)) seen.push(state()); };
  const part = document.querySelector(".people");
  new MutationObserver(note).observe(part, { subtree: true, childList: true, attributes: true });
  return seen;
}
"""


class RoomPage:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.title = page.get_by_role("heading", level=1)
        self.log = page.get_by_role("log")
        self.box = page.get_by_role("main").get_by_role("textbox")
        self.people = page.get_by_role("region", name="People")
        self.here = page.locator(".here")
        self.bar = page.locator(".bar")
        self.pill = page.locator(".latest")

    def say(self, text: str) -> None:
        """Write it and press Enter."""
        self.box.fill(text)
        self.box.press("Enter")

    def line(self, text: str) -> Locator:
        """The line of the log that says this."""
        return self.log.get_by_role("listitem").filter(has_text=text)

    def text(self, text: str) -> Locator:
        """The words alone of the line that says this."""
        return self.line(text).locator(".line__text")

    def words(self) -> list[str]:
        """What the lines say, from top to bottom."""
        return self.log.locator(".line__text").all_inner_texts()

    def rows(self) -> list[str]:
        """What the lines say, with the day lines and the "New" line between them."""
        return self.log.locator(".line__text, .day-line, .new-line").all_inner_texts()

    def scroll_to_top(self) -> None:
        self.log.evaluate("(log) => { log.scrollTop = 0; }")

    def distance_from_top(self, text: str) -> float:
        """How far below the upper edge of the log the line stands, in pixels."""
        (line, log) = (self.line(text).first.bounding_box(), self.log.bounding_box())
        assert line
        assert log
        return line["y"] - log["y"]

    def stored(self, text: str) -> Locator:
        """The same line, once the site has taken it in."""
        return self.line(text).and_(self.page.locator("[data-message]"))

    def deed(self, text: str, name: str | re.Pattern[str]) -> Locator:
        """A button of the bar over this line."""
        self.stored(text).hover()
        return self.line(text).get_by_role("group", name="For the message of").get_by_role("button", name=name)

    def delete(self, text: str) -> None:
        self.deed(text, "More for this message").click()
        self.page.get_by_role("menuitem", name="Delete").click()
        self.page.get_by_role("dialog", name="Delete this message?").get_by_role("button", name="Delete").click()

    def watch_dot(self, name: str) -> Callable[[], list[str]]:
        """Record from now on how the person is shown; gives what was recorded."""
        history = self.page.evaluate_handle(KEEP_HISTORY, name)
        return lambda: list(history.json_value())

    def person(self, name: str) -> Locator:
        """The person's entry in the pane of people."""
        return self.people.get_by_role("listitem").filter(has_text=name)
