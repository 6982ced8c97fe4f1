"""Presence over several processes: they agree, forget the dead, and outlive their store."""

from __future__ import annotations

from tests.builders.presence import ROOM, Shelf, Site, here, site_with

# Two processes


def test_people_of_two_processes_see_each_other_within_two_beats(shelf: Shelf) -> None:
    site = Site("p1", "p2", shelf=shelf)
    site["p1"].enter(ROOM, "mia", "mia", visible=True)
    site["p2"].enter(ROOM, "noah", "noah", visible=True)

    site.wait(2)

    assert here(site, "p1") == here(site, "p2") == {"mia": "active", "noah": "active"}


def test_coming_back_after_the_grace_shows_elsewhere_again(shelf: Shelf) -> None:
    site = site_with("mia", "noah", shelf=shelf)
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site["p1"].drop("noah")
    site.wait(20)

    site["p1"].enter(ROOM, "noah", "noah", visible=True)
    site.wait(2)

    assert sorted(here(site, "p2")) == ["mia", "noah", "omar"]


def test_latecomer_to_a_quiet_room_hears_of_everybody(shelf: Shelf) -> None:
    site = site_with("mia", "noah", shelf=shelf)
    site.wait(60)

    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(1)

    assert sorted(here(site, "p2")) == ["mia", "noah", "omar"]


def test_clean_leave_shows_elsewhere_within_twelve_seconds(shelf: Shelf) -> None:
    site = site_with("mia", "noah", shelf=shelf)
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)

    site["p1"].drop("noah")
    site.wait(9)
    assert "noah" in here(site, "p2")
    site.wait(3)

    assert "noah" not in here(site, "p2")


def test_crashed_process_is_forgotten_within_thirty_seconds(shelf: Shelf) -> None:
    site = site_with("mia", "noah", shelf=shelf)
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)

    site.crash("p1")
    site.wait(24)
    assert sorted(here(site, "p2")) == ["mia", "noah", "omar"]
    site.wait(6)

    assert here(site, "p2") == {"omar": "active"}


def test_crash_and_return_elsewhere_shows_nothing(shelf: Shelf) -> None:
    site = site_with("mia", "noah", shelf=shelf)
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)

    site.crash("p1")
    for person in ("mia", "noah"):
        site["p2"].enter(ROOM, f"{person} again", person, visible=True)
    site.wait(60)

    assert site.gone("p2") == []


def test_stalled_process_tells_everything_again(shelf: Shelf) -> None:
    site = site_with("mia", "noah", shelf=shelf)
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.crash("p1")
    site.wait(40)

    site.processes["p1"].runs = True
    site.wait(2)

    assert sorted(here(site, "p2")) == ["mia", "noah", "omar"]


def test_wiped_store_is_filled_again_before_anybody_notices(shelf: Shelf) -> None:
    site = site_with("mia", "noah", shelf=shelf)
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)
    site.shelf.wipe()
    said = [len(process.said) for process in site.processes.values()]

    site.wait(30)

    assert [len(process.said) for process in site.processes.values()] == said
    assert here(site, "p1") == here(site, "p2")


def test_drained_process_leaves_its_people_standing_while_they_move(shelf: Shelf) -> None:
    site = site_with("mia", "noah", shelf=shelf)
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)

    site.shelf.finish(site["p1"].drain())
    for person in ("mia", "noah"):
        site["p1"].drop(person)
    site.wait(1)
    site.crash("p1")
    site.wait(40)
    site["p2"].enter(ROOM, "mia again", "mia", visible=True)
    site.wait(20)

    assert site.gone("p2") == ["noah"]


# A store that does not answer


def test_store_down_leaves_our_own_people_announced(shelf: Shelf) -> None:
    site = site_with("mia", shelf=shelf)
    site.store.down = True
    site["p1"].enter(ROOM, "noah", "noah", visible=True)

    diffs = site.beat("p1")

    assert [diff.here for diff in diffs] == [[("noah", "active")]]


def test_store_down_for_a_while_shows_nothing(shelf: Shelf) -> None:
    site = site_with("mia", "noah", shelf=shelf)
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)
    said = len(site.processes["p2"].said)

    site.store.down = True
    site.wait(14)
    site.store.down = False
    site.wait(20)

    assert site.processes["p2"].said[said:] == []


def test_store_down_for_long_ends_in_seeing_only_one_s_own(shelf: Shelf) -> None:
    site = site_with("mia", "noah", shelf=shelf)
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)

    site.store.down = True
    site.wait(30)
    alone = here(site, "p2")
    site.store.down = False
    site.wait(2)

    assert alone == {"omar": "active"}
    assert sorted(here(site, "p2")) == ["mia", "noah", "omar"]


def test_lost_answer_of_the_store_leaves_nobody_standing_for_ever(shelf: Shelf) -> None:
    site = site_with("mia", shelf=shelf)
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site["p1"].enter(ROOM, "noah", "noah", visible=True)
    site.store.loses_next_answer = True
    site.beat("p1")

    site["p1"].leave(ROOM, "noah")
    site.wait(15)

    assert here(site, "p2") == {"mia": "active", "omar": "active"}


def test_lost_answer_to_the_first_word_after_a_loss_is_made_up_for(shelf: Shelf) -> None:
    site = site_with("mia", "noah", shelf=shelf)
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)
    site.shelf.wipe()

    site.store.down = True
    site.wait(1)
    site.shelf.finish(site.store.inner.renew("p1", 15))
    site.store.down = False
    site.wait(2)

    assert here(site, "p1") == here(site, "p2") == {"mia": "active", "noah": "active", "omar": "active"}


def test_leaving_while_the_store_is_down_is_told_when_it_is_back(shelf: Shelf) -> None:
    site = site_with("mia", "noah", shelf=shelf)
    site["p2"].enter(ROOM, "omar", "omar", visible=True)
    site.wait(2)

    site.store.down = True
    site["p1"].drop("noah")
    site.wait(3)
    site.store.down = False
    site.wait(14)

    assert sorted(here(site, "p2")) == ["mia", "omar"]
