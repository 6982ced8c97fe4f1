"""The store: fields by process, leases, and what changed since a cursor."""

from __future__ import annotations

from presence.store import CHANGES_KEPT, MemoryStore
from tests.builders.presence import Clock


async def test_renew_tells_a_new_process_to_write_its_fields() -> None:
    store = MemoryStore(Clock())

    assert [await store.renew("p1", 15), await store.renew("p1", 15)] == [False, True]


async def test_read_gives_what_the_others_say() -> None:
    store = MemoryStore(Clock())
    await store.write("p1", {("room", "mia"): "active"})
    await store.write("p2", {("room", "mia"): "away", ("room", "noah"): "hidden", ("other", "omar"): "idle"})

    said = await store.read("p1", ["room", "nowhere"])

    assert said == {"room": {"mia": ["away"], "noah": ["hidden"]}, "nowhere": {}}


async def test_write_of_nothing_takes_the_field_away() -> None:
    store = MemoryStore(Clock())
    await store.write("p1", {("room", "mia"): "active"})

    await store.write("p1", {("room", "mia"): None, ("room", "noah"): None})

    assert await store.read("p2", ["room"]) == {"room": {}}


async def test_reap_takes_the_fields_of_processes_whose_lease_ran_out() -> None:
    clock = Clock()
    store = MemoryStore(clock)
    for process, seconds in (("dead", 15), ("alive", 16)):
        await store.renew(process, seconds)
        await store.write(process, {("room", process): "active"})

    clock.now += 15
    await store.reap()

    assert await store.read("reader", ["room"]) == {"room": {"alive": ["active"]}}
    assert await store.renew("dead", 15) is False


async def test_changes_are_those_of_others_since_the_cursor() -> None:
    store = MemoryStore(Clock())
    await store.write("p2", {("old", "noah"): "active"})
    cursor = (await store.changes("p1", "")).cursor

    await store.write("p1", {("own", "mia"): "active"})
    await store.write("p2", {("new", "noah"): "active"})

    assert (await store.changes("p1", cursor)).places == {"new"}


async def test_changes_after_an_unknown_cursor_cannot_be_told() -> None:
    store = MemoryStore(Clock())
    old = (await store.changes("p1", "")).cursor
    store.wipe()
    wiped = (await store.changes("p1", "")).cursor
    await store.write("p2", {("room", str(no)): "active" for no in range(CHANGES_KEPT + 1)})

    told = [(await store.changes("p1", cursor)).places for cursor in ("", old, wiped)]

    assert told == [None, None, None]
