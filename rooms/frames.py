"""Frames of text into commands, or into refusals that can still be answered (pure). Not here: carrying them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from django.utils.translation import gettext_lazy as _

from rooms.protocol.commands import AnyCommand
from rooms.protocol.wire import Seq
from rooms.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

FRAME_BYTES = 64 * 1024
COMMANDS_PER_FRAME = 50
NOT_JSON = (msgspec.MsgspecError, UnicodeError, RecursionError)

_commands: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_array = msgspec.json.Decoder(list[msgspec.Raw])


class _Reference(msgspec.Struct):
    """What can be saved of a command whose shape is wrong: the number to answer under."""

    ref: Seq | None = None


_reference = msgspec.json.Decoder(_Reference)


@dataclass(frozen=True, slots=True)
class BadFrame:
    """Something that is no command, and why."""

    ref: int | None
    refusal: Refused


def read_frame(text: str | None) -> list[AnyCommand | BadFrame]:
    """The commands of one frame, which is one object or an array of them."""
    if text is None:
        return [BadFrame(None, Refused("bad_shape", "Frames are JSON text."))]
    try:
        raw = text.encode()
        several: Sequence[bytes | msgspec.Raw] = _array.decode(raw) if raw.lstrip().startswith(b"[") else [raw]
    except NOT_JSON:
        return [BadFrame(None, Refused("bad_shape", "This frame is not JSON."))]
    return read_commands(several)


def read_commands(several: Sequence[bytes | msgspec.Raw]) -> list[AnyCommand | BadFrame]:
    """Each command by itself, so that a bad one does not spoil the others."""
    if len(several) > COMMANDS_PER_FRAME:
        return [BadFrame(None, Refused("too_long", "A frame may hold at most 50 commands."))]
    return [_read_command(bytes(each)) for each in several]


def _read_command(raw: bytes) -> AnyCommand | BadFrame:
    try:
        return _commands.decode(raw)
    except msgspec.ValidationError as fault:
        return BadFrame(_ref_of(raw), _refusal(str(fault)))
    except NOT_JSON:
        return BadFrame(None, Refused("bad_shape", "This frame is not JSON."))


def _ref_of(raw: bytes) -> int | None:
    try:
        return _reference.decode(raw).ref
    except NOT_JSON:
        return None


def _refusal(fault: str) -> Refused:
    """The refusal behind a validation error, in words that quote neither a value nor a name of the client's."""
    if "unknown field" in fault:
        return Refused("bad_shape", "This command has a field too many.")
    place = fault.rpartition("`")[0].rpartition("`")[2]
    if place == "$.type" or "`type`" in fault:
        return Refused("unknown_type", "There is no command of this type.")
    if place == "$.data.text" and "length <=" in fault:
        return Refused("too_long", _("This message is too long."))
    if "length <=" in fault:
        return Refused("too_long", _("A part of this command is too long."))
    return Refused("bad_shape", f"This command has a wrong shape at {place if place.startswith('$') else 'its top'}.")
