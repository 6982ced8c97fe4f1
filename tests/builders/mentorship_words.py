"""One word, and amounts as rare, in whatever the people of a mentorship can write. Not here: the search for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from msgspec import inspect
from msgspec.structs import replace

from calendar_sync.availability.publishing import Terms, publish
from calendar_sync.booking.booking import Wish, book
from calendar_sync.busy import sources as busy
from calendar_sync.feeds import feeds
from calendar_sync.ical.writing import Mask
from calendar_sync.models import BusySource
from calendar_sync.sessions import editing, following_up
from calendar_sync.sessions.wording import Words
from rooms import closing, pausing
from rooms.protocol.board import BoardCommand
from tests.builders.chat import member_of, new_id
from tests.builders.foreign_calendars import calendar, event
from tests.builders.https_server import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from calendar_sync.models import Session
    from rooms.models import Room
    from server.accounts.models import Person
    from tests.builders.https_server import Server
    from tests.builders.talk import Talk

Said = list[tuple[str, dict[str, Any]]]
AMOUNTS = {"baseline": 61_407.25, "target": 71_407.25, "value": 51_407.25}
SEEN_ALL = 999


def goal_fields(word: str) -> dict[str, Any]:
    told = {name: f"{word} {name}" for name in ("title", "why", "success", "first_step", "obstacles", "help_wanted")}
    amounts = {name: AMOUNTS[name] for name in ("baseline", "target")}
    return {**told, **amounts, "unit": word[:20], "skill": {"key": word, "label": word}, "measure": "number"}


def said_by_the_mentee(word: str, proposed: str, file: str) -> Said:
    """Every command of a board that takes words, and those that write down what goes: undo, remove, erase."""
    goal, erased, column, milestone, task, evidence, scale = (new_id() for _ in range(7))
    fields, dropped = goal_fields(word), {"title": word, "why": word, "state": "dropped"}
    levels = {"scale": scale, "goal": goal, "levels": [word] * 5}
    return [
        ("column.add", {"column": column, "fields": {"name": word}}),
        ("column.edit", {"column": column, "base": SEEN_ALL, "fields": {"name": f"{word} 2"}}),
        ("goal.add", {"goal": goal, "fields": fields}),
        ("goal.edit", {"goal": goal, "base": SEEN_ALL, "fields": goal_fields(f"{word}2")}),
        ("goal.decline", {"goal": proposed, "base": SEEN_ALL, "because": word}),
        ("milestone.add", {"milestone": milestone, "goal": goal, "fields": dropped}),
        ("milestone.edit", {"milestone": milestone, "base": SEEN_ALL, "fields": dropped | {"why": f"{word} 2"}}),
        ("task.add", {"task": task, "goal": goal, "fields": {"title": word}}),
        ("task.edit", {"task": task, "base": SEEN_ALL, "fields": {"title": f"{word} 2"}}),
        ("task.remove", {"task": task, "base": SEEN_ALL}),
        ("checkin.add", {
            "check_in": new_id(), "goal": goal, "confidence": 3, "blocker": word, "help_wanted": word,
            "value": AMOUNTS["value"],
        }),
        ("evidence.add", {"evidence": evidence, "goal": goal, "text": word, "file": file}),
        ("scale.write", levels),
        ("scale.write", levels | {"levels": [f"{word} {no}" for no in range(5)], "base": SEEN_ALL}),
        ("scale.start", {"scale": scale, "base": SEEN_ALL}),
        ("scale.score", {"scale": scale, "score": 1, "because": word}),
        ("goal.add", {"goal": erased, "fields": fields}),
        ("goal.erase", {"goal": erased, "base": SEEN_ALL}),
    ]  # fmt: skip


def refused_with(word: str) -> Said:
    return [
        ("goal.edit", {"goal": new_id(), "base": 1, "fields": {word: word}}),
        ("goal.move", {"goal": new_id(), "column": word}),
    ]


async def work_on_the_board(ours: Talk, theirs: Talk, word: str, file: str) -> Said:
    """Mentor and mentee say all of it; gives what was said."""
    proposal = new_id()
    proposing: Said = [("goal.propose", {"goal": proposal, "fields": goal_fields(word)})]
    said = said_by_the_mentee(word, proposal, file)
    for talk, things in ((ours, proposing), (theirs, said)):
        replies = [await talk.ask(kind, **data) for kind, data in things]
        assert [reply["error"] for reply in replies] == [None] * len(things)
    edited = await theirs.ask("goal.edit", **{**said[3][1], "fields": {"title": f"{word} 3"}})
    undone = await theirs.ask("goal.undo", seq=edited["data"]["seq"])
    refused = [await theirs.ask(kind, **data) for kind, data in refused_with(word)]
    assert [reply["ok"] for reply in (edited, undone, *refused)] == [True, True, False, False]
    return proposing + said


def places_of(said: Said, word: str) -> set[str]:
    """Every field of a command in which the word, or one of the amounts, was said."""
    return {
        place
        for kind, data in said
        for place, value in leaves(data, f"{kind}.data")
        if word in str(value) or value in AMOUNTS.values()
    }


def leaves(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{place}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, place)
    else:
        yield place, value


def wordy_places() -> set[str]:
    """Every field of a command of the board that takes free words or a free amount, as the protocol has it."""
    return _wordy(inspect.type_info(BoardCommand), "")


def _wordy(kind: inspect.Type, place: str) -> set[str]:
    match kind:
        case inspect.UnionType(types=types):
            return {found for each in types for found in _wordy(each, place)}
        case inspect.StructType(fields=fields, tag=tag):
            here = place or str(tag)
            return {found for each in fields for found in _wordy(each.type, f"{here}.{each.encode_name}")}
        case inspect.ListType(item_type=item):
            return _wordy(item, place)
        case inspect.StrType(pattern=None) | inspect.FloatType():
            return {place}
    return set()


def speak_of_an_end(room: Room, mia: Person, noah: Person, word: str) -> None:
    pausing.pause(member_of(room, noah), word=word)
    closing.propose(member_of(room, mia), closing.Words(**dict.fromkeys(closing.Words.__struct_fields__, word)))
    closing.answer(member_of(room, noah), word, objects=True)


def meet(room: Room, mia: Person, noah: Person, word: str) -> Session:
    """Plan a session with the word in all that is written about one, and make a goal of what came of it."""
    link = f"https://{word}.example/"
    publish(mia, Terms({"tzid": "UTC"}, (), {}, link=f"{link}for-all"), seen=0)
    words = Words(**dict.fromkeys(Words.__struct_fields__, word) | {"link": link, "minutes": f"- {word}"})
    session = book(member_of(room, mia), Wish(soon(), 60, new_id(), words=words))[0]
    editing.write(member_of(room, noah), session.pk, replace(words, agenda=f"{word} again"), version=1)
    following_up.make_goal(member_of(room, noah), session.pk, title=word)
    return session


def feed_of(person: Person) -> str:
    """The path of a feed that tells everything."""
    return f"/cal/f/{feeds.make(person, mask=Mask.FULL)}/mentoring.ics"


def name_a_calendar(mia: Person, word: str, server: Server) -> None:
    """Elsewhere, with the word in its address, in what stands there and in the mark of what came last."""
    busy.add(mia, f"https://calendar.example/{word}.ics")
    BusySource.objects.update(due_at=timezone.now() + timedelta(days=1))
    line = f"SUMMARY:{word}"
    body = calendar(event("DTSTART:20260106T090000Z", "DURATION:PT1H", line, f"LOCATION:{word}"))
    server.answers[f"/{word}.ics"] = Answer(body, headers={"ETag": f'"{word}"'})
    # Of an address with a port, which no form would take.
    source = BusySource(person=mia, added_at=timezone.now(), due_at=timezone.now())
    source.url = busy.seal_site(busy.URL, str(source.pk), server.url(f"/{word}.ics").encode())
    source.save()
    busy.read_due(server.door())


def soon() -> datetime:
    """At a full hour of the day after tomorrow."""
    return (timezone.now() + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
