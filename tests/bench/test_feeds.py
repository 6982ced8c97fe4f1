"""The bench of feeds itself runs, in small, and prints its rows, without a word about speed."""

from __future__ import annotations

import re

import pytest

from tests.bench import feeds

ROW = re.compile(
    r"^  (.+?) +[\d.]+ ms, usual +[\d.]+ ms, times usual \d+, at least (?:50|30|60): (?:reached|missed)$", re.MULTILINE
)


@pytest.mark.django_db(transaction=True)
def test_bodies_and_requests_are_measured(capsys, monkeypatch):
    monkeypatch.setattr(feeds, "REQUESTS", {"usual": 1, "full": 1, "304": 1})

    feeds.main((1, 2), rounds=1)

    said = capsys.readouterr().out
    assert ROW.findall(said) == ["body, 1 events", "body, 2 events", "HTTP 200, 2 events", "HTTP 304, 2 events"]
    assert "the loop was late meanwhile: p99 ms " in said
