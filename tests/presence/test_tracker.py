"""Who is where: over tabs, reloads, processes, crashes; and who is hidden is nowhere."""

from __future__ import annotations

import asyncio

import pytest

from presence.state import Diff
from tests.builders.presence import ROOM, Site, here, site_with

# One process


def test_place_without_anybody_is_empty() -> None:
    assert here(site_with()) == {}


def test_join_is_announced_with_the_next_beat() -> None:
    site = site_with("mia")
    before = site["p1"].view(ROOM)
    site["p1"].enter(ROOM, "noah", "noah", visible=True)

    diffs = site.beat("p1")

    assert diffs == [Diff(ROOM, before.version, before.version + 1, 2, here=[("noah", "active")], gone=[])]


def test_everything_of_a_second_leaves_as_one_diff_per_place() -> None:
    site = site_with("mia", "noah")
    site["p1"].enter(ROOM, "omar", "omar", visible=True)
    site["p1"].enter("other", "omar", "omar", visible=True)
    site["p1"].activity("mia", "away")

    diffs = site.beat("p1")

    assert sorted((diff.place, sorted(diff.here)) for diff in diffs) == [
        ("other", [("omar", "active")]),
        (ROOM, [("mia", "away"), ("omar", "active")]),
    ]


def test_nothing_new_says_nothing() -> None:
    site = site_with("mia", "noah")
    site["p1"].activity("mia", "active")
    site["p1"].enter(ROOM, "second tab", "mia", visible=True)

    assert site.beat("p1") == []


def test_leave_is_announced_after_the_grace() -> None:
    site = site_with("mia", "noah")
    site["p1"].leave(ROOM, "noah")

    site.wait(9)
    assert here(site) == {"mia": "active", "noah": "active"}
    site.wait(2)

    assert here(site) == {"mia": "active"}
    assert site.gone("p1") == ["noah"]


def test_reload_shows_nothing() -> None:
    site = site_with("mia", "noah")
    said = len(site.processes["p1"].said)

    site["p1"].drop("noah")
    site.wait(9)
    site["p1"].enter(ROOM, "noah again", "noah", visible=True)
    site.wait(20)

    assert site.processes["p1"].said[said:] == []


def test_closing_one_of_two_tabs_shows_nothing() -> None:
    site = site_with("mia", "noah")
    site["p1"].enter(ROOM, "second tab", "noah", visible=True)

    site["p1"].drop("noah")
    site.wait(20)

    assert here(site) == {"mia": "active", "noah": "active"}


def test_leaving_one_place_keeps_the_other() -> None:
    site = site_with("mia", "noah")
    site["p1"].enter("other", "noah", "noah", visible=True)

    site["p1"].leave(ROOM, "noah")
    site.wait(12)

    assert (here(site), here(site, place="other")) == ({"mia": "active"}, {"noah": "active"})


def test_leaving_twice_or_from_nowhere_changes_nothing() -> None:
    site = site_with("mia", "noah")
    site["p1"].leave(ROOM, "stranger")
    site["p1"].leave("nowhere", "noah")
    site["p1"].drop("stranger")

    site.wait(12)

    assert here(site) == {"mia": "active", "noah": "active"}


# Activity


@pytest.mark.parametrize(
    ("tabs", "state"),
    [
        (["active", "away"], "active"),
        (["idle", "active"], "active"),
        (["away", "idle"], "idle"),
        (["away", "away"], "away"),
    ],
)
def test_tabs_of_a_person_merge_to_the_most_active(tabs: list[str], state: str) -> None:
    site = site_with("mia")
    for no, told in enumerate(tabs):
        site["p1"].enter(ROOM, f"tab {no}", "noah", visible=True)
        site["p1"].activity(f"tab {no}", told)  # type: ignore[arg-type]  # parametrized literals

    site.wait(1)

    assert here(site)["noah"] == state


def test_active_fades_to_idle_after_five_minutes_without_activity() -> None:
    site = site_with("mia")

    site.wait(298)
    assert here(site) == {"mia": "active"}
    site.wait(2)

    assert here(site) == {"mia": "idle"}


def test_activity_starts_the_five_minutes_anew() -> None:
    site = site_with("mia", "noah")
    site.wait(200)

    site["p1"].activity("mia", "active")
    site.wait(200)

    assert here(site) == {"mia": "active", "noah": "idle"}


def test_activity_told_before_entering_counts() -> None:
    site = site_with("mia")
    site["p1"].activity("noah", "away")

    site["p1"].enter(ROOM, "noah", "noah", visible=True)
    site.wait(1)

    assert here(site) == {"mia": "active", "noah": "away"}


# Hiding


def test_hidden_person_appears_nowhere() -> None:
    site = site_with("mia")
    site["p1"].enter(ROOM, "zoe", "zoe", visible=False)
    site["p2"].enter(ROOM, "omar", "omar", visible=True)

    site.wait(3)

    assert here(site, "p1") == here(site, "p2") == {"mia": "active", "omar": "active"}
    assert all("zoe" not in dict(diff.here) for process in site.processes.values() for diff in process.said)


def test_hidden_person_leaves_without_a_word() -> None:
    site = site_with("mia")
    site["p1"].enter(ROOM, "zoe", "zoe", visible=False)
    site.wait(1)

    site["p1"].drop("zoe")
    site.wait(20)

    assert site.gone("p1") == []


def test_hiding_works_at_once_and_without_grace() -> None:
    site = site_with("mia", "noah")

    site["p1"].set_visible("noah", ROOM, visible=False)

    assert here(site) == {"mia": "active"}
    assert [diff.gone for diff in site.beat("p1")] == [["noah"]]


def test_hiding_after_leaving_works_at_once() -> None:
    site = site_with("mia", "noah")
    site["p1"].drop("noah")

    site["p1"].set_visible("noah", ROOM, visible=False)

    assert here(site) == {"mia": "active"}
    assert [diff.gone for diff in site.beat("p1")] == [["noah"]]


def test_hiding_reaches_other_processes_within_two_beats() -> None:
    site = site_with("mia", "noah")
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)

    site["p1"].set_visible("noah", ROOM, visible=False)
    site.wait(2)

    assert here(site, "p2") == {"mia": "active", "omar": "active"}


def test_one_hidden_tab_of_a_person_hides_all() -> None:
    site = site_with("mia", "noah")

    site["p2"].enter(ROOM, "second tab", "noah", visible=False)
    site.wait(2)

    assert here(site, "p1") == here(site, "p2") == {"mia": "active"}


def test_showing_again_is_a_join() -> None:
    site = site_with("mia", "noah")
    site["p1"].set_visible("noah", ROOM, visible=False)
    site.wait(1)

    site["p1"].set_visible("noah", ROOM, visible=True)

    assert [diff.here for diff in site.beat("p1")] == [[("noah", "active")]]


def test_is_visible_is_true_only_of_people_who_are_here_and_not_hidden() -> None:
    site = site_with("mia")
    site["p1"].enter(ROOM, "zoe", "zoe", visible=False)
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)

    seen = {person: site["p1"].is_visible(person, ROOM) for person in ("mia", "zoe", "omar", "noah")}

    assert seen == {"mia": True, "zoe": False, "omar": True, "noah": False}


# Upkeep


async def test_beats_at_the_same_time_do_not_announce_twice() -> None:
    site = Site("p1")
    site["p1"].enter(ROOM, "mia", "mia", visible=True)

    diffs = await asyncio.gather(site["p1"].beat(), site["p1"].beat())

    assert [len(each) for each in diffs] == [1, 0]


def test_left_place_is_forgotten_after_the_grace() -> None:
    site = site_with("mia")
    site["p1"].drop("mia")

    site.wait(12)

    assert site["p1"]._places == site["p1"]._connections == site.shelf.memory._fields == {}
