"""Presence of a crowd: everybody is counted, and a reader is told of the people in its window."""

from __future__ import annotations

from presence.state import WINDOW_SIZE
from tests.builders.presence import ROOM, Site, fold, here, site_with


def crowd(size: int) -> Site:
    return site_with(*(f"p{no:03}" for no in range(size)))


def test_view_up_to_the_window_s_size_names_everybody() -> None:
    view = crowd(WINDOW_SIZE)["p1"].view(ROOM)

    assert (view.count, len(view.people)) == (WINDOW_SIZE, WINDOW_SIZE)


def test_view_of_a_crowd_names_only_the_window_s_people() -> None:
    view = crowd(WINDOW_SIZE + 1)["p1"].view(ROOM, ["p007", "elsewhere"])

    assert (view.count, view.people) == (WINDOW_SIZE + 1, [("p007", "active")])


def test_diff_of_a_crowd_is_narrowed_to_the_window() -> None:
    site = crowd(WINDOW_SIZE + 1)
    for person in ("p001", "p002"):
        site["p1"].activity(person, "away")

    [diff] = site.beat("p1")

    assert diff.within(["p002", "p003"]).here == [("p002", "away")]
    assert diff.within([]).version == diff.version


def test_diff_that_ends_a_crowd_names_everybody() -> None:
    site = crowd(WINDOW_SIZE + 1)
    narrow = site["p1"].view(ROOM, ["p007"])
    site["p1"].set_visible("p001", ROOM, visible=False)

    [diff] = site.beat("p1")

    assert diff.within(["p007"]) is diff
    assert dict(fold(narrow, diff).people) == here(site)
