"""What axe finds on a page, in both schemes and at both widths. Not here: windows (browser)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from axe_playwright_python.sync_playwright import Axe

from tests.builders.browser import PHONE, WIDE

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Axe()
ZOOMED = (320, 640)
# The only rules that a scheme can break: structure, names and sizes are the same in the light and in the dark.
OF_COLOUR = ("color-contrast", "link-in-text-block")
# Every rule at each width, and those of colour in each scheme at each width: a run of all rules costs twice as much.
LOOKS: tuple[tuple[tuple[int, int], Literal["light", "dark"], tuple[str, ...]], ...] = (
    (WIDE, "light", ()),
    (WIDE, "dark", OF_COLOUR),
    (PHONE, "dark", ()),
    (PHONE, "light", OF_COLOUR),
)


def faults_of(page: Page, *, part: str = "") -> list[str]:
    """What is wrong with what the page, or a part of it, shows now; a whole page may not scroll at 400 % either."""
    found = []
    for (width, height), scheme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{width} {scheme} {fault}" for fault in accessibility_faults(page, *rules, part=part)]
    page.set_viewport_size({"width": ZOOMED[0], "height": ZOOMED[1]})
    if not part and page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways at 400 %")
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found


def faults_on(page: Page, *paths: str) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        page.goto(path)
        found[path] = faults_of(page)
    return {path: faults for path, faults in found.items() if faults}


def accessibility_faults(page: Page, *rules: str, part: str = "") -> list[str]:
    """Rule and place of each violation, by these rules or by all, in a part of the page that must stand there."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.axe_script)
    found: list[str] = page.evaluate(
        """async ([part, rules]) => {
          const options = { resultTypes: ["violations"], ...(rules.length && { runOnly: rules }) };
          const { violations } = await axe.run(part ? { include: [part] } : document, options);
          return violations.flatMap((fault) => fault.nodes.map((node) => `${fault.id}: ${node.target}`));
        }""",
        [part, rules],
    )
    return found
