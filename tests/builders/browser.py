"""Windows of people in a real browser, and what their pages complained of. Not here: rooms in them (room_page)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from playwright.sync_api import expect

from tests.builders.room_page import RoomPage
from tests.builders.site import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

    from rooms.models import Room
    from server.accounts.models import Person
    from tests.builders.site import Site

WIDE = (1280, 800)
PHONE = (390, 844)
PATIENCE_MS = 15_000
# What a browser prints of a connection that the journey itself cut.
CUT = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_RESET", "WebSocket")

WATCH_POLICY = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass
class Visitors:
    browser: Browser
    site: Site
    cookie_name: str
    complaints: list[str] = field(default_factory=list)
    _forgiven: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def window(
        self,
        person: Person | None = None,
        *,
        size: tuple[int, int] = WIDE,
        scheme: Literal["light", "dark"] = "light",
        language: str = "en-GB",
        **more: object,
    ) -> Page:
        """A window of its own (cookies, storage), signed in when a person is named."""
        context = self.browser.new_context(
            base_url=self.site.url,
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            locale=language,
            timezone_id="Europe/Lisbon",
            **more,  # type: ignore[arg-type]  # whatever else a context takes
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(WATCH_POLICY)
        context.on("page", self._watch)
        if person:
            enter(context, self, person)
        self._contexts.append(context)
        return context.new_page()

    def room(self, person: Person, room: Room, **more: object) -> RoomPage:
        """A window of the person that shows the room, connected."""
        return self.show(self.window(person, **more), room)  # type: ignore[arg-type]  # as above

    def show(self, page: Page, room: Room) -> RoomPage:
        page.goto(f"/rooms/{room.pk}/")
        shown = RoomPage(page)
        expect(shown.here).not_to_be_empty()
        return shown

    def forgive(self, *words: str) -> None:
        """Complaints with one of these words belong to the journey."""
        self._forgiven += words

    def _watch(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda fault: self.complaints.append(f"page error: {fault}"))

    def _hear(self, message: ConsoleMessage) -> None:
        said = f"{message.text} {message.location.get('url', '')}"
        if message.type == "error" and not any(each in said for each in self._forgiven):
            self.complaints.append(said)

    def close(self) -> list[str]:
        for context in self._contexts:
            context.close()
        return self.complaints


def enter(context: BrowserContext, visitors: Visitors, person: Person) -> None:
    """Sign the person in, in this browser, in place of whoever was."""
    context.add_cookies([{"name": visitors.cookie_name, "value": sign_in(person), "url": visitors.site.url}])


def open_menu(page: Page, name: str) -> None:
    """One of the menus in the top bar."""
    page.locator("summary").filter(has_text=name).click()


def hide(page: Page) -> None:
    """As when another tab comes before this one; a browser without a screen shows all its tabs."""
    turn(page, "hidden")


def unhide(page: Page) -> None:
    turn(page, "visible")


def turn(page: Page, state: str) -> None:
    page.evaluate(
        """(state) => {
          Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )
