"""Who is where: over tabs, reloads, processes, crashes; and who is hidden is nowhere."""

from __future__ import annotations

import asyncio

import pytest

from presence.state import WINDOW_SIZE, Diff
from tests.builders.presence import Site, finish, fold

ROOM = "room"


def site_with(*people: str, process: str = "p1") -> Site:
    """Two processes; the people sit in the room at one of them, each with one tab named after them."""
    site = Site("p1", "p2")
    for person in people:
        site[process].enter(ROOM, person, person, visible=True)
    site.wait(1)
    return site


def here(site: Site, process: str = "p1", place: str = ROOM) -> dict[str, str]:
    view = site[process].view(place)
    people = dict(view.people)
    assert view.count == len(people)
    return people


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


# Many processes


def test_people_of_two_processes_see_each_other_within_two_beats() -> None:
    site = Site("p1", "p2")
    site["p1"].enter(ROOM, "mia", "mia", visible=True)
    site["p2"].enter(ROOM, "noah", "noah", visible=True)

    site.wait(2)

    assert here(site, "p1") == here(site, "p2") == {"mia": "active", "noah": "active"}


def test_coming_back_after_the_grace_shows_elsewhere_again() -> None:
    site = site_with("mia", "noah")
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site["p1"].drop("noah")
    site.wait(20)

    site["p1"].enter(ROOM, "noah", "noah", visible=True)
    site.wait(2)

    assert sorted(here(site, "p2")) == ["mia", "noah", "omar"]


def test_latecomer_to_a_quiet_room_hears_of_everybody() -> None:
    site = site_with("mia", "noah")
    site.wait(60)

    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(1)

    assert sorted(here(site, "p2")) == ["mia", "noah", "omar"]


def test_clean_leave_shows_elsewhere_within_twelve_seconds() -> None:
    site = site_with("mia", "noah")
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)

    site["p1"].drop("noah")
    site.wait(9)
    assert "noah" in here(site, "p2")
    site.wait(3)

    assert "noah" not in here(site, "p2")


def test_crashed_process_is_forgotten_within_thirty_seconds() -> None:
    site = site_with("mia", "noah")
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)

    site.crash("p1")
    site.wait(24)
    assert sorted(here(site, "p2")) == ["mia", "noah", "omar"]
    site.wait(6)

    assert here(site, "p2") == {"omar": "active"}


def test_crash_and_return_elsewhere_shows_nothing() -> None:
    site = site_with("mia", "noah")
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)

    site.crash("p1")
    for person in ("mia", "noah"):
        site["p2"].enter(ROOM, f"{person} again", person, visible=True)
    site.wait(60)

    assert site.gone("p2") == []


def test_stalled_process_tells_everything_again() -> None:
    site = site_with("mia", "noah")
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.crash("p1")
    site.wait(40)

    site.processes["p1"].runs = True
    site.wait(2)

    assert sorted(here(site, "p2")) == ["mia", "noah", "omar"]


def test_wiped_store_is_filled_again_before_anybody_notices() -> None:
    site = site_with("mia", "noah")
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)
    site.store.wipe()
    said = [len(process.said) for process in site.processes.values()]

    site.wait(30)

    assert [len(process.said) for process in site.processes.values()] == said
    assert here(site, "p1") == here(site, "p2")


def test_drained_process_leaves_its_people_standing_while_they_move() -> None:
    site = site_with("mia", "noah")
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)

    finish(site["p1"].drain())
    for person in ("mia", "noah"):
        site["p1"].drop(person)
    site.wait(1)
    site.crash("p1")
    site.wait(40)
    site["p2"].enter(ROOM, "mia again", "mia", visible=True)
    site.wait(20)

    assert site.gone("p2") == ["noah"]


# A store that does not answer


def test_store_down_leaves_our_own_people_announced() -> None:
    site = site_with("mia")
    site.store.down = True
    site["p1"].enter(ROOM, "noah", "noah", visible=True)

    diffs = site.beat("p1")

    assert [diff.here for diff in diffs] == [[("noah", "active")]]


def test_store_down_for_a_while_shows_nothing() -> None:
    site = site_with("mia", "noah")
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)
    said = len(site.processes["p2"].said)

    site.store.down = True
    site.wait(14)
    site.store.down = False
    site.wait(20)

    assert site.processes["p2"].said[said:] == []


def test_store_down_for_long_ends_in_seeing_only_one_s_own() -> None:
    site = site_with("mia", "noah")
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)

    site.store.down = True
    site.wait(30)
    alone = here(site, "p2")
    site.store.down = False
    site.wait(2)

    assert alone == {"omar": "active"}
    assert sorted(here(site, "p2")) == ["mia", "noah", "omar"]


def test_lost_answer_of_the_store_leaves_nobody_standing_for_ever() -> None:
    site = site_with("mia")
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site["p1"].enter(ROOM, "noah", "noah", visible=True)
    site.store.loses_next_answer = True
    site.beat("p1")

    site["p1"].leave(ROOM, "noah")
    site.wait(15)

    assert here(site, "p2") == {"mia": "active", "omar": "active"}


# Crowds


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

    assert site["p1"]._places == site["p1"]._connections == site.store._fields == {}
