"""The page about the protocol says what the catalogue says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from rooms.protocol.commands import AnyCommand
from rooms.protocol.envelopes import Durable
from rooms.protocol.events import AnyEvent, AnySaid
from rooms.protocol.requests import Answered, Poll, Polled, Say
from rooms.protocol.wire import Code

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "protocol.md").read_text()
EXAMPLES = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)


def rows(*heads: str) -> list[list[str]]:
    """The cells of the tables whose first column is headed so."""
    tables = re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE)
    chosen = [table for table in tables if table.split("|")[1].strip() in heads]
    lines = [line for table in chosen for line in table.splitlines()[2:]]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def names(union) -> set[str]:
    return {kind.__struct_config__.tag for kind in get_args(union)}


def test_every_command_is_described():
    assert {row[0].strip("`") for row in rows("command")} == names(AnyCommand)


def test_durable_commands_are_marked():
    durable = {kind.__struct_config__.tag for kind in get_args(AnyCommand) if issubclass(kind, Durable)}

    assert {row[0].strip("`") for row in rows("command") if row[2] == "yes"} == durable


def test_every_event_is_described():
    assert {row[0].strip("`") for row in rows("durable event")} == names(AnyEvent)
    assert {row[0].strip("`") for row in rows("durable event", "said")} == names(AnySaid)


def test_every_code_is_described():
    assert {row[0].strip("`") for row in rows("code")} == set(get_args(Code))


@pytest.mark.parametrize("example", [each for each in EXAMPLES if not each.startswith('{"type"')])
def test_every_example_of_a_body_is_valid(example):
    shapes = {frozenset(kind.__struct_fields__): kind for kind in (Answered, Poll, Polled, Say)}
    names = frozenset(json.loads(example))

    assert isinstance(msgspec.json.decode(example, type=shapes[names]), shapes[names])


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.startswith('{"type"')])
def test_every_example_is_valid(example):
    kind = json.loads(example)["type"]

    decoded = msgspec.json.decode(example, type=AnyCommand if kind in names(AnyCommand) else AnySaid)

    assert decoded.__struct_config__.tag == kind
