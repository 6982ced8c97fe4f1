"""The store, in memory and in a Redis: fields by process, leases, and what changed since a cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presence.store import CHANGES_KEPT

if TYPE_CHECKING:
    from tests.builders.presence import Shelf


def test_renew_tells_a_new_process_to_write_its_fields(shelf: Shelf) -> None:
    store = shelf.store

    assert [shelf.finish(store.renew("p1", 15)), shelf.finish(store.renew("p1", 15))] == [False, True]


def test_read_gives_what_the_others_say(shelf: Shelf) -> None:
    store = shelf.store
    shelf.finish(store.write("p1", {("room", "mia"): "active"}))
    shelf.finish(store.write("p2", {("room", "mia"): "away", ("room", "noah"): "hidden", ("other", "omar"): "idle"}))

    said = shelf.finish(store.read("p1", ["room", "nowhere"]))

    assert said == {"room": {"mia": ["away"], "noah": ["hidden"]}, "nowhere": {}}


def test_write_of_nothing_takes_the_field_away(shelf: Shelf) -> None:
    store = shelf.store
    shelf.finish(store.write("p1", {("room", "mia"): "active"}))

    shelf.finish(store.write("p1", {("room", "mia"): None, ("room", "noah"): None}))

    assert shelf.finish(store.read("p2", ["room"])) == {"room": {}}


def test_reap_takes_the_fields_of_processes_whose_lease_ran_out(shelf: Shelf) -> None:
    store = shelf.store
    for process, seconds in (("dead", 15), ("alive", 16)):
        shelf.finish(store.renew(process, seconds))
        shelf.finish(store.write(process, {("room", process): "active"}))

    shelf.pass_time(15)
    shelf.finish(store.reap())

    assert shelf.finish(store.read("reader", ["room"])) == {"room": {"alive": ["active"]}}
    assert shelf.finish(store.renew("dead", 15)) is False


def test_changes_are_those_of_others_since_the_cursor(shelf: Shelf) -> None:
    store = shelf.store
    shelf.finish(store.write("p2", {("old", "noah"): "active"}))
    cursor = shelf.finish(store.changes("p1", "")).cursor

    shelf.finish(store.write("p1", {("own", "mia"): "active"}))
    shelf.finish(store.write("p2", {("new", "noah"): "active"}))

    assert shelf.finish(store.changes("p1", cursor)).places == {"new"}


def test_changes_after_an_unknown_cursor_cannot_be_told(shelf: Shelf) -> None:
    store = shelf.store
    old = shelf.finish(store.changes("p1", "")).cursor
    shelf.wipe()
    wiped = shelf.finish(store.changes("p1", "")).cursor
    shelf.finish(store.write("p2", {(str(no), "noah"): "active" for no in range(CHANGES_KEPT + 1)}))

    told = [shelf.finish(store.changes("p1", cursor)).places for cursor in ("", old, wiped)]

    assert told == [None, None, None]
