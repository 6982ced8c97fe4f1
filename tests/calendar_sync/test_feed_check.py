"""`manage.py feed_check` tells what is wrong with a calendar, wherever it lies."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from tests.builders.calendars import example_feed
from tests.builders.readers import served

if TYPE_CHECKING:
    from pathlib import Path


def told(source: str) -> str:
    out = StringIO()
    call_command("feed_check", source, stdout=out)
    return out.getvalue()


def test_good_calendar_at_an_address_has_no_faults() -> None:
    with served(example_feed()) as address:
        assert told(address) == "No faults.\n"


def test_faults_of_a_file_are_listed(tmp_path: Path) -> None:
    file = tmp_path / "feed.ics"
    file.write_bytes(example_feed().replace(b"\r\nPRODID:-//Menteo//Sessions//EN", b""))

    with pytest.raises(CommandError, match=r"^1 faults\.$"):
        told(str(file))


def test_address_that_cannot_be_read_is_not_quoted() -> None:
    with pytest.raises(CommandError, match=r"^It cannot be read: \w+\.$"):
        told("http://127.0.0.1:1/cal/f/secret/mentoring.ics")
