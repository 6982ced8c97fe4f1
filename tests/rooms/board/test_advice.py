"""What a good goal lacks, by the same examples as in the browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rooms.board.advice import advise
from rooms.board.words import BOARD_WORDS

EXAMPLES = json.loads((Path(__file__).parents[3] / "frontend/tests/fixtures/advice.json").read_text())
EMPTY = {"title": "", "success": "", "measure": None, "baseline": None, "target": None, "due_on": None}


@pytest.mark.parametrize("example", EXAMPLES)
def test_advice_is_the_browsers(example):
    counts = {"milestones": example["milestones"], "tasks": example["tasks"]}

    said = [*advise({**EMPTY, **example["goal"]}, **counts, decided="promoted, appointed")]

    assert said == example["expected"]
    assert BOARD_WORDS.keys() >= set(said)
