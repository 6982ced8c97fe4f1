"""The goal board of a room in a browser: what a person sees and does. Not here: the room around it (room_page)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.builders.room_page import RoomPage


class BoardPage:
    """The tab "Goals" of a room, shown and read."""

    def __init__(self, room: RoomPage) -> None:
        self.room = room
        self.page: Page = room.page
        self.tab("Goals").click()
        self.columns = self.page.locator(".columns")
        expect(self.columns).to_be_attached()

    def tab(self, name: str) -> Locator:
        return self.page.get_by_role("group", name="Parts of this room").get_by_role("button", name=name)

    def column(self, name: str) -> Locator:
        return self.columns.get_by_role("region", name=name)

    def card(self, title: str) -> Locator:
        return self.page.locator(".board [data-goal]").filter(has_text=title)

    def titles(self, column: str) -> Locator:
        """The titles in a column, from top to bottom."""
        return self.column(column).locator(".card__title")

    def shown(self) -> dict[str, list[str]]:
        """Every column with its titles."""
        regions = self.columns.get_by_role("region").all()
        return {one.locator("h3").inner_text(): one.locator(".card__title").all_inner_texts() for one in regions}

    def add(self, title: str) -> None:
        """By the button below the first column."""
        self.page.get_by_role("button", name="Add a goal").first.click()
        self.page.get_by_label("What do you want to reach?").fill(title)
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Escape")

    def deed(self, title: str, name: str) -> None:
        """A deed of the card's menu."""
        self.card(title).get_by_role("button", name=f"More for {title}").click()
        self.page.get_by_role("menuitem", name=name).click()

    def open(self, title: str) -> Locator:
        """The goal's dialog."""
        self.card(title).locator(".card__title").click()
        return self.page.get_by_role("dialog", name=title)

    def drag(self, title: str, onto: Locator, *, below: bool = False) -> None:
        """With the mouse, to the upper or lower part of something else."""
        (x, y), (to_x, to_y) = middle(self.card(title)), middle(onto, 0.9 if below else 0.1)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + 10, y + 10)
        self.page.mouse.move(to_x, to_y, steps=4)
        self.page.mouse.up()

    def drag_by_finger(self, title: str, onto: Locator) -> None:
        """A long press, then to the upper part of something else."""
        touch = self.page.context.new_cdp_session(self.page)
        (x, y), (to_x, to_y) = middle(self.card(title)), middle(onto, 0.1)

        def say(kind: str, *points: tuple[float, float]) -> None:
            at = [{"x": left, "y": top} for left, top in points]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

        say("touchStart", (x, y))
        expect(self.page.locator(".is-ghost")).to_be_attached()
        say("touchMove", (x, (y + to_y) / 2))
        say("touchMove", (to_x, to_y))
        say("touchEnd")


def middle(place: Locator, share: float = 0.5) -> tuple[float, float]:
    """A point of it: half across, and so far down."""
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] * share
