"""Calendars of elsewhere as rows: added, read when they are due, kept when they fail."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from calendar_sync.availability.rules import diary_of
from calendar_sync.availability.slots import fault_of
from calendar_sync.busy import sources as busy
from calendar_sync.busy.troubles import Trouble
from calendar_sync.clocks.wall_clock import Span
from calendar_sync.models import BusyBlock, BusySource
from rooms.refusals import Refused
from server.notices.beside import Beside
from tests.builders.foreign_calendars import calendar, event
from tests.builders.https_server import Answer, Server
from tests.builders.people import person
from tests.builders.sessions import NOW, policy, utc

pytestmark = pytest.mark.django_db
SECRET = "the-word-that-must-not-leak"
TUESDAY = ("DTSTART:20260106T090000Z", "DURATION:PT1H", f"SUMMARY:{SECRET}", f"LOCATION:{SECRET}")
BLOCK = [(utc("2026-01-06T09:00"), utc("2026-01-06T10:00"))]


@pytest.fixture
def server(server: Server) -> Server:
    server.answers["/a.ics"] = Answer(calendar(event(*TUESDAY)), headers={"ETag": '"v1"'})
    return server


@pytest.fixture
def source(mia, server: Server) -> BusySource:
    """Of an address with a port, which no form would take."""
    row = BusySource(person=mia, added_at=NOW, due_at=NOW)
    row.url = busy.seal_site(busy.URL, str(row.pk), server.url("/a.ics").encode())
    row.save()
    return row


def blocks() -> list[tuple[object, object]]:
    return [*BusyBlock.objects.order_by("starts_at").values_list("starts_at", "ends_at")]


def read(source: BusySource, server: Server) -> BusySource:
    """What stands in the row after one round of the worker that begins when it is due."""
    busy.read_due(server.door())
    source.refresh_from_db()
    return source


def test_an_address_is_sealed_and_the_same_one_is_one_calendar(mia) -> None:
    url = f"https://calendar.example/{SECRET}.ics"

    first, second = busy.add(mia, url), busy.add(mia, f" webcal://calendar.example/{SECRET}.ics")

    assert (first, busy.url_of(first)) == (second, url)
    assert SECRET.encode() not in bytes(first.url)
    assert BusySource.objects.get().due_at <= timezone.now()


@pytest.mark.parametrize("url", ["http://calendar.example/", "https://localhost/", "https://mia@calendar.example/", ""])
def test_an_address_that_cannot_be_read_is_refused(mia, url: str) -> None:
    with pytest.raises(Refused, match="bad_shape"):
        busy.add(mia, url)

    assert not BusySource.objects.exists()


def test_five_calendars_are_the_most(mia) -> None:
    for number in range(5):
        busy.add(mia, f"https://calendar.example/{number}")

    with pytest.raises(Refused, match="too_long"):
        busy.add(mia, "https://calendar.example/5")


def test_others_calendars_do_not_exist(mia) -> None:
    source, zoe = busy.add(mia, "https://calendar.example/"), person("zoe")

    for deed in (busy.remove, busy.read_soon):
        with pytest.raises(Refused, match="not_found"):
            deed(zoe, source.pk)
    assert BusySource.objects.count() == 1


@time_machine.travel(NOW, tick=False)
def test_reading_keeps_the_times_and_nothing_else(source, server) -> None:
    row = read(source, server)

    assert blocks() == BLOCK
    assert (row.trouble, row.good_at, row.due_at) == ("", NOW, NOW + busy.EVERY)
    assert row.lease_until is None
    assert {field.name for field in BusyBlock._meta.get_fields()} == {"id", "source", "starts_at", "ends_at"}


@time_machine.travel(NOW, tick=False)
def test_an_unchanged_calendar_keeps_its_blocks(source, server) -> None:
    read(source, server)
    server.answers["/a.ics"] = Answer(status=304)
    BusySource.objects.update(due_at=NOW)

    row = read(source, server)

    assert (blocks(), row.trouble) == (BLOCK, "")
    assert [headers.get("If-None-Match") for _, headers in server.asked] == [None, '"v1"']


def test_a_calendar_is_read_whole_again_as_time_goes_on(source, server) -> None:
    with time_machine.travel(NOW, tick=False):
        read(source, server)
    with time_machine.travel(NOW + busy.READ_AGAIN, tick=False):
        read(source, server)

    assert [headers.get("If-None-Match") for _, headers in server.asked] == [None, None]


def test_what_was_read_well_stays_while_the_server_fails(source, server) -> None:
    waits = []
    with time_machine.travel(NOW, tick=False) as clock:
        read(source, server)
        server.answers["/a.ics"] = Answer(status=500)
        for _ in range(8):
            clock.move_to(source.due_at)
            read(source, server)
            waits.append((source.due_at - source.tried_at) / timedelta(minutes=30))

    assert waits == [1, 2, 4, 8, 16, 32, 48, 48]
    assert (blocks(), source.trouble, source.good_at) == (BLOCK, Trouble.ANSWER, NOW)


@pytest.mark.parametrize("status", [200, 500])
def test_a_calendar_that_was_taken_away_meanwhile_leaves_nothing(source, server, mia, status: int) -> None:
    server.answers["/a.ics"].status = status
    claimed = BusySource.objects.claim(timezone.now())
    busy.remove(mia, source.pk)

    busy.read(claimed, server.door())

    assert (BusySource.objects.count(), blocks()) == (0, [])


def test_a_claimed_calendar_is_nobody_elses_until_its_lease_ends(source) -> None:
    now = timezone.now()

    claims = [BusySource.objects.claim(at) for at in (now, now, now + timedelta(minutes=6))]

    assert claims == [source, None, source]


@time_machine.travel(NOW, tick=False)
def test_busy_times_are_offered_to_nobody_and_do_not_bind_the_mentor(source, server, mia) -> None:
    read(source, server)
    row, span = policy(mia), Span(*BLOCK[0])

    asked, own = (diary_of(row, (), span, now=NOW, freely=freely) for freely in (False, True))

    assert [fault_of(diary, span.start, 60) for diary in (asked, own)] == ["busy", None]


def test_public_doors_reach_no_loopback(source) -> None:
    busy.read_due()

    source.refresh_from_db()
    assert (source.trouble, blocks()) == (Trouble.ADDRESS, [])


@pytest.mark.django_db(transaction=True)
def test_the_worker_reads_beside_its_rounds(mia) -> None:
    source = busy.add(mia, "https://127.0.0.1/a.ics")

    Beside("busy", busy.read_due, is_due=busy.has_due).look()
    for thread in threading.enumerate():
        if thread.name == "busy":
            thread.join()

    source.refresh_from_db()
    assert source.trouble == Trouble.FORBIDDEN
