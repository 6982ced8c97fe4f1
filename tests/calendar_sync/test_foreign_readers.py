"""Readers that nobody here wrote list the same moments as we do. Not here: system programs (test_clients)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendar_sync.ical.writing import Mask
from tests.builders.calendars import ZONES_OF_NODE, apart_feed, calendar_of, example, example_feed, moments
from tests.builders.readers import read_by_khal, read_by_node, read_by_recurring_ical_events, read_by_x_wr_timezone

if TYPE_CHECKING:
    from pathlib import Path


def test_recurring_ical_events_and_x_wr_timezone_read_the_same_moments() -> None:
    body = example_feed()

    assert read_by_recurring_ical_events(body) == moments()
    assert read_by_x_wr_timezone(body) == moments()


def test_ical_js_reads_the_same_moments(tmp_path: Path) -> None:
    assert read_by_node(example_feed(), tmp_path)["ical.js"] == moments()


def test_node_ical_reads_the_same_moments_of_the_zones_that_node_knows_as_they_are(tmp_path: Path) -> None:
    body = calendar_of(example(ZONES_OF_NODE))

    assert read_by_node(body, tmp_path)["node-ical"] == moments(ZONES_OF_NODE)


def test_khal_shows_the_same_moments_of_what_vdirsyncer_fetched(tmp_path: Path) -> None:
    assert read_by_khal(example_feed(Mask.MENTORING), tmp_path) == moments()


def test_occurrences_apart_are_read_as_the_same_moments(tmp_path: Path) -> None:
    body = apart_feed()

    assert read_by_recurring_ical_events(body) == moments()
    assert read_by_node(body, tmp_path) == {"ical.js": moments(), "node-ical": moments()}
