"""The situations that are measured, each on one running server. Not here: which servers, how often (table)."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from picows import WSMsgType

from tests.bench.clients import (
    DIGITS,
    TEXT_CHARACTERS,
    Client,
    Member,
    Tally,
    connect,
    crowd,
    leave,
    new_client,
    new_clients,
)
from tests.bench.load import Crowd, knee, quantile
from tests.bench.movers import movers, posters
from tests.bench.raw import FLOOD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.servers import Running
    from tests.bench.storage import Seat, Stage

MICROSECONDS = 1e6

Figures = dict[str, float]


@dataclass(frozen=True)
class Plan:
    """How long and how much."""

    seconds: float = 2.5
    calm_seconds: float = 4.0
    calm_rate: float = 15.0
    attempts: int = 14
    warm: int = 100
    missed: int = 50
    storm_groups: int = 11
    storm_people: int = 2000
    missed_per_second: float = 100.0
    flood_counts: tuple[int, ...] = (1, 50)
    quiet_seconds: float = 0.5
    settle_seconds: float = 1.0
    least_moves: int = 250


async def ceiling(running: Running, stage: Stage, plan: Plan) -> Figures:
    """S0: what the load itself can read, from a server that sends as fast as it is taken."""
    clients = await crowd(running, new_clients(running, stage.group_seats(1), Tally()))
    figures = {f"of_{count}": await flooded(clients, plan, count) for count in plan.flood_counts}
    await leave(clients)
    return figures


async def flooded(clients: Sequence[Client], plan: Plan, count: int) -> float:
    """Deliveries a second in frames of so many messages."""
    tally, message = clients[0].tally, clients[0].message(f"@{0:0{DIGITS}d} ".ljust(TEXT_CHARACTERS, "x"))
    clients[0].transport.send(WSMsgType.TEXT, b"%b%d|%f|%b" % (FLOOD, count, plan.seconds, message))
    await asyncio.sleep(plan.seconds / 4)
    tally.clear()
    started = time.perf_counter()
    await asyncio.sleep(plan.seconds / 2)
    deliveries = tally.deliveries / (time.perf_counter() - started)
    # What is still on its way would count for the next.
    await asyncio.sleep(plan.seconds)
    return deliveries


async def fan_out(running: Running, stage: Stage, plan: Plan, guess: float) -> Figures:
    """S1: one room, one sender: what it bears, and what a delivery costs when nothing presses."""
    seats, readers = stage.group_seats(1), stage.size.group
    room = talking(running, seats, plan, senders=1, readers=readers)
    calm = await room.attempt(plan.calm_rate, plan.calm_seconds)
    most = await knee(room, guess, plan.seconds, plan.attempts)
    await room.leave()
    return {
        "rate": most.rate,
        "deliveries": most.rate * readers,
        "p99": most.p99_seconds,
        "calm_cpu": calm.server_cpu / max(1, calm.deliveries) * MICROSECONDS,
        "calm_p99": calm.p99_seconds,
        "full": float(most.load_was_full),
    }


async def pairs(running: Running, stage: Stage, plan: Plan, guess: float) -> Figures:
    """S2: many rooms of two, everybody sends."""
    seats = stage.pair_seats()
    return await highest(talking(running, seats, plan, senders=len(seats), readers=2), plan, guess)


async def moving(running: Running, stage: Stage, plan: Plan, guess: float) -> Figures:
    """S5: the same rooms, everybody moves cards: over the socket, or by a request for each move."""
    seats = stage.pair_seats()
    cast = posters if running.server.speech == "plain" else movers
    rooms = Crowd(
        running,
        partial(cast, seats, stage.boards),
        senders=len(seats),
        readers=1,
        quiet_seconds=plan.quiet_seconds,
        least=plan.least_moves,
    )
    return await highest(rooms, plan, guess)


def talking(running: Running, seats: Sequence[Seat], plan: Plan, *, senders: int, readers: int) -> Crowd:
    cast = partial(new_clients, running, seats)
    return Crowd(running, cast, senders=senders, readers=readers, quiet_seconds=plan.quiet_seconds)


async def highest(rooms: Crowd, plan: Plan, guess: float) -> Figures:
    most = await knee(rooms, guess, plan.seconds, plan.attempts)
    await rooms.leave()
    cpu = most.server_cpu / most.sent * MICROSECONDS
    return {
        "rate": most.rate,
        "p99": most.p99_seconds,
        "cpu": cpu,
        "missing": most.expected - most.deliveries,
        "full": float(most.load_was_full),
    }


async def idle(running: Running, stage: Stage, plan: Plan) -> Figures:
    """S3: what a connection costs that says nothing; the first few pay for what all share."""
    seats = stage.group_seats(len(stage.groups))
    tally = Tally()
    cursors = await places(running, seats, tally)
    clients = await gathered(running, seats[: plan.warm], cursors, tally)
    await asyncio.sleep(plan.settle_seconds)
    before, started = running.memory_kib, time.perf_counter()
    clients += await gathered(running, seats[plan.warm :], cursors, tally)
    accepted = time.perf_counter() - started
    await asyncio.sleep(2 * plan.settle_seconds)
    more = len(clients) - plan.warm
    figures = {
        "kib": (running.memory_kib - before) / more,
        "accepted": accepted,
        "lost": sum(client.is_lost for client in clients),
    }
    await leave(clients)
    return figures


async def storm(running: Running, stage: Stage, plan: Plan) -> Figures:
    """S4: everybody comes back at once, having missed messages."""
    seats, tally = stage.group_seats(plan.storm_groups), Tally()
    scouts = await crowd(running, new_clients(running, seats[:: stage.size.group], tally))
    await say_missed(scouts, replace(plan, missed=1))
    cursors = await places(running, seats, tally)
    others = [seat for no, seat in enumerate(seats) if no % stage.size.group][: plan.storm_people]
    await leave(await gathered(running, others, cursors, tally))
    await say_missed(scouts, plan)
    await asyncio.sleep(plan.settle_seconds)
    back = [comer(running, seat, cursors, Tally(), missed=True) for seat in others]
    before, started = running.memory_kib, time.perf_counter()
    times = await asyncio.gather(*(caught_up(running, client, plan, started) for client in back))
    done = [each for each in times if each is not None]
    grown = max(running.memory_kib, await settled_kib(running, plan)) - before
    await leave([*scouts, *(client for client in back if client.ready.is_set())])
    return {
        "all": max(done, default=0.0),
        "median": quantile([int(each * 1e9) for each in done], 0.5),
        "done": len(done),
        "of": len(back),
        "kib": grown / len(back),
    }


async def settled_kib(running: Running, plan: Plan) -> int:
    await asyncio.sleep(plan.settle_seconds)
    return running.memory_kib


async def caught_up(running: Running, client: Client, plan: Plan, started: float) -> float | None:
    """When this client had everything that it missed; None when that never came."""
    try:
        await connect(running, client)
        async with asyncio.timeout(30):
            while client.got < plan.missed:  # noqa: ASYNC110  (counting stays as cheap as it can be)
                await asyncio.sleep(0.01)
    except (OSError, TimeoutError):
        return None
    return time.perf_counter() - started


async def say_missed(scouts: Sequence[Client], plan: Plan) -> None:
    """Messages in all rooms, and a wait until each scout has heard those of its own."""
    for scout in scouts:
        scout.got = 0
    for _ in range(plan.missed):
        for scout in scouts:
            scout.say()
        await asyncio.sleep(1 / plan.missed_per_second)
    async with asyncio.timeout(60):
        while any(scout.got < plan.missed for scout in scouts):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def places(running: Running, seats: Sequence[Seat], tally: Tally) -> dict[str, dict[str, object]]:
    """Where the log of each room stands, asked by one of its members."""
    first = {seat.room: seat for seat in reversed(seats)}
    scouts = await crowd(running, new_clients(running, list(first.values()), tally))
    cursors = positions(scouts)
    await leave(scouts)
    return cursors


def positions(scouts: Sequence[Client]) -> dict[str, dict[str, object]]:
    return {scout.seat.room: scout.place_in_log() for scout in scouts if isinstance(scout, Member)}


async def gathered(
    running: Running, seats: Sequence[Seat], cursors: dict[str, dict[str, object]], tally: Tally
) -> list[Client]:
    """Clients who know the room as it stands, a hundred at a time."""
    clients: list[Client] = []
    for first in range(0, len(seats), 100):
        part = [comer(running, seat, cursors, tally) for seat in seats[first : first + 100]]
        clients += await asyncio.gather(*(connect(running, client) for client in part))
    return clients


def comer(
    running: Running, seat: Seat, cursors: dict[str, dict[str, object]], tally: Tally, *, missed: bool = False
) -> Client:
    if running.server.speech == "ours":
        return Member(tally, seat, cursor=cursors[seat.room])
    return Client(tally, seat, missed=missed) if missed else new_client(running, seat, tally)
