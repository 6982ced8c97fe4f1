"""Frames of text into commands, or into refusals that can still be answered (pure). Not here: carrying them out."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from rooms.protocol.commands import AnyCommand
from rooms.refusals import Refused

FRAME_BYTES = 64 * 1024
COMMANDS_PER_FRAME = 50

_commands: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_array = msgspec.json.Decoder(list[msgspec.Raw])


class _Reference(msgspec.Struct):
    """What can be saved of a command whose shape is wrong: the number to answer under, and its room."""

    ref: int | None = None
    room: str = ""


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
    raw = text.encode()
    if not raw.lstrip().startswith(b"["):
        return [_read_command(raw)]
    try:
        several = _array.decode(raw)
    except msgspec.MsgspecError:
        return [BadFrame(None, Refused("bad_shape", "This frame is not JSON."))]
    if len(several) > COMMANDS_PER_FRAME:
        return [BadFrame(None, Refused("too_long", "A frame may hold at most 50 commands."))]
    return [_read_command(bytes(each)) for each in several]


def _read_command(raw: bytes) -> AnyCommand | BadFrame:
    try:
        return _commands.decode(raw)
    except msgspec.ValidationError as fault:
        return BadFrame(_ref_of(raw), _refusal(str(fault)))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return BadFrame(None, Refused("bad_shape", "This frame is not JSON."))


def _ref_of(raw: bytes) -> int | None:
    try:
        return _reference.decode(raw).ref
    except (msgspec.MsgspecError, RecursionError):
        return None


def _refusal(fault: str) -> Refused:
    """The refusal behind a validation error, in words that quote no value."""
    place = fault.rpartition("`")[0].rpartition("`")[2]
    if place == "$.type" or "`type`" in fault:
        return Refused("unknown_type", "There is no command of this type.")
    if place == "$.data.text" and "length <=" in fault:
        return Refused("too_long", "A message may have at most 8,000 characters.")
    if "length <=" in fault:
        return Refused("too_long", "A part of this command is too long.")
    return Refused("bad_shape", f"This command has a wrong shape at {place or 'its top'}.")
