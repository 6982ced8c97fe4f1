"""What templates need for the islands and for lines of the rooms list. Not here: reading (rooms.booting)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django import template
from django.utils.html import json_script

from rooms.board.words import BOARD_WORDS
from rooms.booting import page_boot
from rooms.markup import as_html
from rooms.models import Membership
from rooms.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.template import Context
    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

    from rooms.models import Room
    from rooms.protocol.boot import Boot
    from rooms.protocol.wire import RoomLine

register = template.Library()
ROLES = dict(Membership.Role.choices)


@register.simple_tag(takes_context=True)
def live_boot(context: Context) -> Boot:
    """The boot state that the view gave, or the one of a page without a room."""
    boot: Boot = context.get("boot") or page_boot(context["user"])
    return boot


@register.filter
def boot_script(boot: Boot) -> SafeString:
    return json_script(msgspec.to_builtins(boot), "boot")


@register.simple_tag
def words_script() -> SafeString:
    """The words of the islands in the reader's language."""
    return json_script(_plain(WORDS), "words")


@register.simple_tag
def board_words_script() -> SafeString:
    """Those of the goal board, which only mentorship rooms have."""
    return json_script(_plain(BOARD_WORDS), "board-words")


def _plain(words: dict[str, _StrPromise]) -> dict[str, str]:
    return {key: str(word) for key, word in words.items()}


@register.filter
def unread(line: RoomLine) -> int:
    return max(0, line.message_no - line.read_no)


@register.filter
def unread_total(lines: Iterable[RoomLine]) -> int:
    return sum(unread(line) for line in lines)


@register.filter
def unread_first(lines: Iterable[RoomLine]) -> list[RoomLine]:
    return sorted(lines, key=lambda line: unread(line) == 0)


@register.filter
def of_kind(lines: Iterable[RoomLine], kind: str) -> list[RoomLine]:
    return [line for line in lines if line.kind == kind]


@register.filter
def title_of(boot: Boot, room: Room) -> str:
    """What the reader calls the room: its own title, or the others in it."""
    return next((line.title for line in boot.rooms if line.id == str(room.pk)), room.title)


@register.filter
def marked_up(text: str) -> SafeString:
    return as_html(text)


@register.filter
def role_name(role: str) -> str:
    return str(ROLES.get(role, role))
