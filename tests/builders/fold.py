"""What a client makes of a snapshot and of what it hears after it: the reference that the browser's store follows.

Everything here is JSON as it came over the wire; nothing is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from rooms.protocol.closing import OUTLOOK_EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rooms.protocol.wire import Snapshot

Json = dict[str, Any]


@dataclass
class Seen:
    """A room as one reader sees it. Members and messages stand in the order in which they are shown."""

    me: str
    epoch: str
    head: int
    tag: str
    title: str
    closed: bool
    role: str
    message_no: int
    read_no: int
    member_count: int
    members: list[str]
    people: dict[str, Json]
    marks: dict[str, int]
    messages: dict[str, Json]
    outlook: Json | None

    @property
    def named(self) -> set[str]:
        """Everybody whose card the reader needs."""
        authors = {each["by"] for each in self.messages.values()}
        return authors | {each["deleted_by"] for each in self.messages.values() if each["deleted_by"]} | {*self.members}

    def trimmed(self) -> Seen:
        """Without the cards of people who are shown nowhere any more."""
        return replace(self, people={each: self.people[each] for each in self.named})


def begin(snapshot: Snapshot, me: object) -> Seen:
    """The room as the snapshot shows it."""
    plain = msgspec.to_builtins(snapshot)
    cards = [*plain["page"]["people"], *plain["members"]]
    same = ("epoch", "head", "tag", "title", "closed", "role", "message_no", "read_no", "member_count", "outlook")
    return Seen(
        me=str(me),
        **{name: plain[name] for name in same},
        members=[card["id"] for card in plain["members"]],
        people={card["id"]: card for card in cards},
        marks={mark["person"]: mark["no"] for mark in plain["marks"]},
        messages={message["id"]: message for message in plain["page"]["messages"]},
    )


def follow(seen: Seen, heard: Iterable[Json]) -> Seen:
    """Take in events and passing news, one after the other."""
    for said in heard:
        if "seq" in said:
            assert (said["seq"], said["room"]) == (seen.head + 1, said["room"])
            seen.head, seen.tag = said["seq"], said["tag"]
        HOW[said["type"]](seen, said)
    return seen


def _sent(seen: Seen, said: Json) -> None:
    message = said["data"]["message"]
    seen.messages[message["id"]] = {**message}
    seen.message_no = max(seen.message_no, message["no"])
    _have_read(seen, message["by"], message["no"], known_only=True)


def _edited(seen: Seen, said: Json) -> None:
    change = said["data"]
    seen.messages[change["message"]] |= {name: change[name] for name in ("text", "version", "edited_at")}


def _deleted(seen: Seen, said: Json) -> None:
    gone = {"text": "", "version": 1, "edited_at": None, "reactions": []}
    seen.messages[said["data"]["message"]] |= {**gone, "deleted_by": said["data"]["deleted_by"]}


def _reacted(seen: Seen, said: Json) -> None:
    """A new emoji goes last, a person last behind an emoji that is there already."""
    message, emoji = seen.messages[said["data"]["message"]], said["data"]["emoji"]
    people = {each["emoji"]: each["people"] for each in message["reactions"]}
    people[emoji] = [*people.get(emoji, []), said["by"]]
    message["reactions"] = _counts(people)


def _unreacted(seen: Seen, said: Json) -> None:
    """An emoji keeps its place while anybody holds it."""
    message, emoji = seen.messages[said["data"]["message"]], said["data"]["emoji"]
    people = {each["emoji"]: each["people"] for each in message["reactions"]}
    people[emoji] = [each for each in people[emoji] if each != said["by"]]
    message["reactions"] = _counts(people)


def _counts(people: dict[str, list[str]]) -> list[Json]:
    return [{"emoji": emoji, "people": ids} for emoji, ids in people.items() if ids]


def _joined(seen: Seen, said: Json) -> None:
    """Who is in already has another role now; who comes (back) stands last."""
    card = said["data"]["person"]
    seen.people[card["id"]] = card
    if card["id"] not in seen.members:
        seen.members.append(card["id"])
        seen.member_count += 1
    if card["id"] == seen.me:
        seen.role = card["role"]


def _gone(seen: Seen, said: Json) -> None:
    person = said["data"]["person"]
    seen.people[person] |= {"member": False}
    seen.members.remove(person)
    seen.member_count -= 1
    seen.marks.pop(person, None)


def _closed(seen: Seen, said: Json) -> None:
    """Nothing lies ahead of a closed room."""
    seen.closed, seen.outlook = said["data"]["closed"], None


def _outlook(seen: Seen, said: Json) -> None:
    seen.outlook = said["data"]["outlook"]


def _noted(_seen: Seen, _said: Json) -> None:
    """Nothing to be seen; only the cursor moved."""


def _marked(seen: Seen, said: Json) -> None:
    _have_read(seen, said["data"]["mark"]["person"], said["data"]["mark"]["no"])


def _moved(seen: Seen, said: Json) -> None:
    _have_read(seen, seen.me, said["data"]["read_no"] or 0, known_only=True)


def _have_read(seen: Seen, person: str, no: int, *, known_only: bool = False) -> None:
    """Marks only go forward. Who writes has read up to there, but shows it only when marks are shown at all."""
    if person == seen.me:
        seen.read_no = max(seen.read_no, no)
    if person in seen.marks or not known_only:
        seen.marks[person] = max(seen.marks.get(person, 0), no)


HOW: dict[str, Callable[[Seen, Json], None]] = {
    "message.sent": _sent,
    "message.edited": _edited,
    "message.deleted": _deleted,
    "reaction.added": _reacted,
    "reaction.removed": _unreacted,
    "member.joined": _joined,
    "member.left": _gone,
    "member.removed": _gone,
    "room.closed": _closed,
    **dict.fromkeys(OUTLOOK_EVENTS, _outlook),
    "event.noted": _noted,
    "room.marked_read": _marked,
    "room.moved": _moved,
}
