"""What became of a talk: every acknowledged message once in every history, in one order. Not here: the faults."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async
from django.db import connection

from rooms.models import Membership, Message, Room
from rooms.snapshot import page_before

if TYPE_CHECKING:
    from tests.builders.chatter import Chatter
    from tests.faults.strikes import Scene, Strike


@dataclass(frozen=True)
class Verdict:
    """Counts over all histories; lost, doubled and disordered must be 0."""

    sends: int
    acknowledged: int
    lost: int
    doubled: int
    disordered: int
    heal_seconds: float

    @property
    def is_clean(self) -> bool:
        return self.acknowledged == self.sends and not (self.lost or self.doubled or self.disordered)


async def suffer(scene: Scene, strike: Strike, *, sends: int) -> Verdict:
    """Everybody says so much at once, the strike comes when a third is acknowledged, and all must come right again."""
    running = [asyncio.ensure_future(chatter.run()) for chatter in scene.chatters]
    saying = asyncio.gather(*(_say(chatter, sends) for chatter in scene.chatters))
    first = scene.chatters[0]
    await first.until(lambda: len(first.acknowledged) >= sends // 3)
    await strike(scene)
    over_at = time.monotonic()
    await _heal(scene)
    healed_at = time.monotonic()
    await saying
    await _heal(scene)
    for chatter in scene.chatters:
        await chatter.until_here({each.person for each in scene.chatters})
    for task in running:
        task.cancel()
    # A socket is closed by its own task, which must have the time for it.
    await asyncio.wait(running)
    return await sync_to_async(judge_and_hang_up)(scene.chatters, healed_at - over_at)


async def _say(chatter: Chatter, sends: int) -> None:
    for number in range(sends):
        await chatter.say(f"{number} of {chatter.person}")


async def _heal(scene: Scene) -> None:
    """Until all have received what anybody had acknowledged, and can go on talking."""
    await scene.go_on("Are you there")
    for chatter in scene.chatters:
        for other in scene.chatters:
            await chatter.until_received(set(other.acknowledged.values()))


def judge_and_hang_up(chatters: list[Chatter], heal_seconds: float) -> Verdict:
    """Keep no connection in this thread: the next fault may break it."""
    try:
        return judge(chatters, heal_seconds)
    finally:
        connection.close()


def judge(chatters: list[Chatter], heal_seconds: float) -> Verdict:
    """Compare the histories with the database and with each other."""
    room = Room.objects.get(pk=chatters[0].room)
    stored = list(Message.objects.filter(room=room).order_by("seq").values_list("seq", flat=True))
    acknowledged = [seq for chatter in chatters for seq in chatter.acknowledged.values()]
    histories = [chatter.history for chatter in chatters]
    _check_counts(room)
    fresh = {message.seq: message.text for message in page_before(room, room.message_no + 1).messages}
    return Verdict(
        sends=sum(len(chatter.said) for chatter in chatters),
        acknowledged=len(acknowledged),
        lost=sum(len(set(acknowledged) - set(history.order)) for history in histories),
        doubled=sum(_doubled(history.order) for history in histories) + _doubled(acknowledged),
        disordered=sum(history.order != stored or not fresh.items() <= history.texts.items() for history in histories)
        + sum(chatter.contradictions for chatter in chatters),
        heal_seconds=heal_seconds,
    )


def _doubled(seqs: list[int]) -> int:
    return sum(count - 1 for count in Counter(seqs).values())


def _check_counts(room: Room) -> None:
    """The log has no hole, and what is unread equals a recount."""
    numbers = list(Message.objects.filter(room=room).order_by("no").values_list("no", flat=True))
    assert numbers == list(range(1, room.message_no + 1))
    for member in Membership.objects.filter(room=room).select_related("room"):
        assert member.unread == Message.objects.filter(room=room, no__gt=member.read_no).count()
