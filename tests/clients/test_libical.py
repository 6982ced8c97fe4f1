"""libical allows all that we publish and send, and takes it as it was meant."""

from __future__ import annotations

import pytest

from calendar_sync.ical.writing import Mask, Method, Status
from tests.builders import libical
from tests.builders.calendars import HOUR, NOAH, berlin_series, example_feed, mail, single

pytestmark = pytest.mark.skipif(libical.find("icalss") is None, reason="libical (Debian: libical3)")


@pytest.mark.parametrize("mask", Mask)
def test_feed_is_allowed(mask: Mask) -> None:
    assert libical.is_allowed(example_feed(mask))


def test_request_that_cancels_is_not_allowed() -> None:
    assert not libical.is_allowed(mail(single(status=Status.CANCELLED)))


def test_session_is_taken_as_new_then_moved_then_cancelled() -> None:
    start = single().start + HOUR
    new, moved = mail(single()), mail(single(start=start, end=start + HOUR, sequence=1))
    cancelled = mail(single(status=Status.CANCELLED, sequence=2), method=Method.CANCEL)

    assert [libical.is_allowed(each) for each in (new, moved, cancelled)] == [True, True, True]
    assert [
        libical.classified(new, None, NOAH.email),
        libical.classified(moved, new, NOAH.email),
        libical.classified(cancelled, moved, NOAH.email),
        libical.classified(new, moved, NOAH.email),
    ] == ["REQUEST-NEW", "REQUEST-RESCHEDULE", "CANCEL-EVENT", "OBSOLETE"]


def test_series_is_taken_as_new_and_one_occurrence_of_it_as_cancelled() -> None:
    series, moved = berlin_series()
    gone = single(series.uid, start=moved.start, end=moved.end, original=moved.original, sequence=2)
    cancelled = mail(gone, method=Method.CANCEL, status=Status.CANCELLED)

    assert libical.is_allowed(mail(series))
    assert libical.is_allowed(cancelled)
    assert libical.classified(mail(series), None, NOAH.email) == "REQUEST-NEW"
    assert libical.classified(cancelled, mail(series), NOAH.email) == "CANCEL-EVENT"
