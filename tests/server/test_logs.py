"""A log line tells what happened and where, and never what somebody wrote."""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING

import pytest
import structlog

from server.logs import Discreet

if TYPE_CHECKING:
    from django.test import Client

CANARY = "canary-4711"


def fields(record: logging.LogRecord) -> dict[str, object]:
    written: dict[str, object] = json.loads(Discreet("json").format(record))
    return written


def raised(error: Exception) -> logging.LogRecord:
    """The record of an error that was caught."""
    try:
        raise error
    except type(error):
        return logging.LogRecord("daphne", logging.ERROR, __file__, 1, "It broke: %s", (error,), sys.exc_info())


@pytest.mark.django_db
def test_page_that_is_missing_is_logged_without_its_path(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get(f"/feeds/{CANARY}/")

    lines = [Discreet("text").format(record) for record in caplog.records]
    assert len(lines) == 1
    assert "status=404" in lines[0]
    assert CANARY not in lines[0]


def test_error_is_logged_by_its_type_and_place_alone() -> None:
    line = fields(raised(ValueError(CANARY)))

    assert (line["event"], line["error"]) == ("It broke: %s", "builtins.ValueError")
    assert str(line["where"]).startswith("tests/server/test_logs.py:")
    assert CANARY not in json.dumps(line)


def test_record_of_many_lines_is_cut_after_the_first() -> None:
    record = logging.LogRecord("asyncio", logging.ERROR, __file__, 1, f"Task failed\nfuture: {CANARY}", None, None)

    assert fields(record)["event"] == "Task failed"


def test_record_of_our_own_keeps_the_fields_it_chose(caplog: pytest.LogCaptureFixture) -> None:
    structlog.get_logger("server.test").warning("mail not sent", attempt=2)

    line = fields(caplog.records[0])
    assert (line["level"], line["event"], line["attempt"]) == ("warning", "mail not sent", 2)


def test_error_that_our_own_record_carries_is_told_by_type(caplog: pytest.LogCaptureFixture) -> None:
    try:
        int(CANARY)
    except ValueError:
        structlog.get_logger("server.test").exception("the round failed")

    line = fields(caplog.records[0])
    assert (line["event"], line["error"]) == ("the round failed", "builtins.ValueError")
    assert CANARY not in json.dumps(line)
