"""The catalogue against its other readers: the generated types, and the samples that the browser's tests read."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from django.core.management import CommandError, call_command

from rooms.management.commands.protocol_types import protocol
from rooms.protocol.commands import AnyCommand, Hello, MessageSend
from rooms.protocol.events import AnySaid
from tests.builders.wire import sample, wire_samples

FRONT_END = Path(__file__).parents[2] / "frontend"
WIRE = FRONT_END / "tests" / "fixtures" / "wire.json"


def test_samples_for_the_browser_are_up_to_date():
    wanted = json.dumps(wire_samples(), indent=1) + "\n"
    found = WIRE.read_text() if WIRE.exists() else ""

    WIRE.write_text(wanted)

    assert found == wanted, "wire.json was old and has been written anew: run the tests of the front end again."


@pytest.mark.parametrize(("direction", "kind"), [("commands", AnyCommand), ("said", AnySaid)])
def test_samples_decode_and_encode_to_themselves(direction, kind):
    samples = json.loads(WIRE.read_text())[direction]

    assert [msgspec.to_builtins(msgspec.convert(one, kind)) for one in samples] == samples


def test_every_field_of_a_command_refuses_a_wrong_shape():
    for name in ("client", "tab", "person", "rooms"):
        broken = msgspec.to_builtins(sample(Hello))
        broken["data"][name] = 41
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(broken, AnyCommand)


def test_unknown_fields_and_types_are_refused():
    said = msgspec.to_builtins(sample(MessageSend))
    deeper = {**said, "data": {**said["data"], "more": 1}}

    for broken in ({**said, "more": 1}, deeper, {**said, "type": "message.shout"}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(broken, AnyCommand)


def test_types_of_the_browser_are_up_to_date():
    call_command("protocol_types", "--check")


def test_check_fails_when_the_types_are_old(settings, tmp_path):
    (tmp_path / "frontend" / "src").mkdir(parents=True)
    settings.ROOT = tmp_path

    with pytest.raises(CommandError, match="out of date"):
        call_command("protocol_types", "--check")
    call_command("protocol_types")

    assert (tmp_path / "frontend" / "src" / "protocol.ts").read_text() == protocol()


def test_types_tell_unions_by_their_type_and_name_what_the_browser_may_leave_out():
    text = protocol()

    assert 'export interface MessageSent {\n  type: "message.sent";\n  room: string;\n  seq: number;\n' in text
    assert "export interface SendData {\n  text: string;\n  reply_to?: string | null;\n}\n" in text
    assert 'export type PresenceState = "active" | "away" | "idle";' in text
