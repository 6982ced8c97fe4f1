"""Readers that nobody here wrote list the same moments as we do. Not here: system programs (test_clients)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendar_sync.ical.writing import Mask, apart
from tests.builders.calendars import HOUR, STEADY_ZONES, calendar_of, example, example_feed, moments, single
from tests.builders.readers import read_by_khal, read_by_node, read_by_recurring_ical_events, read_by_x_wr_timezone

if TYPE_CHECKING:
    from pathlib import Path


def test_recurring_ical_events_and_x_wr_timezone_read_the_same_moments() -> None:
    body = example_feed()

    assert read_by_recurring_ical_events(body) == moments()
    assert read_by_x_wr_timezone(body) == moments()


def test_ical_js_reads_the_same_moments(tmp_path: Path) -> None:
    assert read_by_node(example_feed(), tmp_path)["ical.js"] == moments()


def test_node_ical_reads_the_same_moments_where_its_own_zones_are_of_today(tmp_path: Path) -> None:
    # It takes zones by name from Node.
    body = calendar_of(example(STEADY_ZONES))

    assert read_by_node(body, tmp_path)["node-ical"] == moments(STEADY_ZONES)


def test_khal_shows_the_same_moments_of_what_vdirsyncer_fetched(tmp_path: Path) -> None:
    assert read_by_khal(example_feed(Mask.MENTORING), tmp_path) == moments()


def test_occurrences_apart_are_read_as_the_same_moments(tmp_path: Path) -> None:
    sessions = [single(f"{no}@court.example", start=at, end=at + HOUR) for no, at in enumerate(moments())]

    body = calendar_of([apart(each) for each in sessions])

    assert read_by_recurring_ical_events(body) == moments()
    assert read_by_node(body, tmp_path) == {"ical.js": moments(), "node-ical": moments()}
