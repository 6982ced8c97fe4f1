"""The inline grammar in Python, held to the fixture that frontend/tests/format.test.ts reads too."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from rooms.markup import as_html, parse

FIXTURE = json.loads((Path(__file__).parents[2] / "frontend/tests/fixtures/markup.json").read_text())
CASES = pytest.mark.parametrize("case", FIXTURE["cases"], ids=lambda case: case["name"])


@CASES
def test_parse_reads_the_fixture(case):
    assert parse(case["text"], FIXTURE["names"]) == case["nodes"]


@CASES
def test_html_is_the_fixtures(case):
    assert as_html(case["text"], FIXTURE["names"]) == case["html"]


def test_a_long_text_of_unclosed_marks_is_read_in_linear_time():
    started = time.perf_counter()

    parse("*a _b **c " * 800)

    assert time.perf_counter() - started < 1
