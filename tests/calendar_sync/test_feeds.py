"""Feeds stay right through every change, say it in the same bytes, and are fresh or not without looking at sessions."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from calendar_sync.booking import booking
from calendar_sync.booking.answering import approve
from calendar_sync.booking.cancelling import cancel
from calendar_sync.booking.moving import Move, move
from calendar_sync.booking.scope import Scope
from calendar_sync.feeds import feeds
from calendar_sync.feeds.checking import faults
from calendar_sync.ical.writing import Mask
from calendar_sync.models import Attendance, Feed, FeedPart, RoomCalendar, Session
from calendar_sync.sessions import editing
from calendar_sync.sessions.wording import Words
from rooms import vault
from rooms.refusals import Refused
from tests.builders.booking import booked, series_of, wish
from tests.builders.canary import canary, columns_with
from tests.builders.chat import member_of
from tests.builders.feeds import etag_of, feed_of, fetch, row_of, starts, view_of
from tests.builders.people import person
from tests.builders.rooms import group_room, mentorship_room
from tests.builders.sessions import utc

pytestmark = pytest.mark.usefixtures("clock", "rules")


@pytest.fixture(autouse=True)
def _nothing_counted():
    """What was read too often in one test was not in the next one."""
    cache.clear()


def events_of(token):
    return Calendar.from_ical(fetch(token).content.decode()).events


def moved(session, who, start, scope=Scope.THIS):
    session.refresh_from_db()
    return move(member_of(session.room, who), session.pk, Move(utc(start), scope=scope), version=session.version)


def gone(session, who, scope=Scope.THIS):
    session.refresh_from_db()
    return cancel(member_of(session.room, who), session.pk, version=session.version, scope=scope)


def rewritten(session, who, **words):
    session.refresh_from_db()
    editing.write(member_of(session.room, who), session.pk, Words(**words), version=session.words_version)


def changed(rules, **fields):
    type(rules).objects.filter(pk=rules.pk).update(**fields)


# What it tells


def test_feed_without_sessions_is_a_calendar(mia):
    body = fetch(feed_of(mia)).content

    assert (faults(body), starts(body)) == ([], [])


@pytest.mark.parametrize("mask", Mask)
def test_mask_decides_what_leaves_the_site(room, mia, noah, mask):
    booked(room, noah, title="Closing a chapter")
    token = feed_of(mia, mask)

    told = [name for name in ("Closing a chapter", "Noah", str(room.pk)) if name in fetch(token).content.decode()]

    kept = {Mask.FULL: ["Closing a chapter", "Noah", str(room.pk)], Mask.MENTORING: [str(room.pk)], Mask.BUSY: []}
    assert told == kept[mask]


def test_series_stays_right_through_moves_cancellations_and_clock_changes(room, mia, noah, rules):
    changed(rules, tzid="Europe/Berlin", horizon_days=365)
    first = booked(room, noah, "2026-03-10T10:00", weeks=5)
    token = feed_of(noah, Mask.FULL)
    moved(series_of(first)[1], noah, "2026-03-18T11:00")
    gone(series_of(first)[2], mia)

    body = fetch(token).content

    assert starts(body) == ["03-10 10:00", "03-18 11:00", "03-31 09:00", "04-07 09:00"]
    assert faults(body) == []


def test_following_sessions_that_move_are_a_series_of_their_own(room, noah):
    first = booked(room, noah, weeks=4)
    token = feed_of(noah)
    moved(series_of(first)[2], noah, "2026-01-21T14:00", Scope.FOLLOWING)

    body = fetch(token).content

    assert starts(body) == ["01-06 10:00", "01-13 10:00", "01-21 14:00", "01-28 14:00"]
    assert faults(body) == []


def test_session_that_waits_is_tentative_and_a_cancelled_one_is_gone(room, mia, noah, rules):
    changed(rules, needs_approval=True)
    waiting = booked(room, noah)
    gone(booked(room, noah, "2026-01-07T10:00"), noah)
    token = feed_of(mia)

    [event] = events_of(token)

    assert (str(event["STATUS"]), str(event["UID"])) == ("TENTATIVE", waiting.uid)


def test_sessions_apart_bear_uids_of_their_own(room, noah):
    booked(room, noah, weeks=3)
    token = feed_of(noah)

    body = fetch(token, "mentoring.ics?expand=1").content

    assert starts(body) == starts(fetch(token).content)
    assert len({str(event["UID"]) for event in Calendar.from_ical(body.decode()).events}) == 3


def test_feed_of_one_room_tells_of_that_room_alone(room, mia, noah):
    other = mentorship_room(mia, person("omar"))
    booked(room, noah)
    booked(other, mia, "2026-01-08T10:00")

    assert starts(fetch(feed_of(mia, room=other)).content) == ["01-08 10:00"]
    assert starts(fetch(feed_of(mia)).content) == ["01-06 10:00", "01-08 10:00"]


def test_alarms_ring_where_they_were_asked_for(room, mia, noah):
    booked(room, noah)

    assert [len(event.walk("VALARM")) for event in events_of(feed_of(mia, alarms=True))] == [1]
    assert [len(event.walk("VALARM")) for event in events_of(feed_of(mia))] == [0]


def test_meeting_link_stands_in_full_feeds(room, mia, noah):
    rewritten(booked(room, noah), noah, link="https://meet.court.example/1")

    assert [str(event["LOCATION"]) for event in events_of(feed_of(mia, Mask.FULL))] == ["https://meet.court.example/1"]
    assert b"meet.court" not in fetch(feed_of(mia)).content


def test_free_busy_tells_when_and_nothing_else(room, mia, noah):
    booked(room, noah, title="Closing a chapter")

    body = fetch(feed_of(mia, Mask.FULL), "busy.ifb").content

    assert b"FREEBUSY;FBTYPE=BUSY;VALUE=PERIOD:20260106T100000Z/20260106T110000Z\r\n" in body
    assert b"chapter" not in body


def test_free_busy_has_a_validator_and_its_reader_is_seen_and_is_no_calendar(room, mia, noah):
    booked(room, noah)
    token = feed_of(mia, Mask.FULL)
    first = fetch(token, "busy.ifb")

    again = fetch(token, "busy.ifb", if_none_match=first["ETag"])
    booked(room, noah, "2026-01-07T10:00")
    later = fetch(token, "busy.ifb", if_none_match=first["ETag"])

    assert (first.status_code, again.status_code, again.content, later.status_code) == (200, 304, b"", 200)
    assert first["ETag"] != etag_of(token)
    assert "Thunderbird, busy times" in [reader.client for reader in row_of(token).readers.all()]


# Fresh or not


CHANGES = {
    "booked": lambda session, who: booked(session.room, who, "2026-01-08T10:00"),
    "moved": lambda session, who: moved(session, who, "2026-01-07T10:00"),
    "cancelled": gone,
    "another title": lambda session, who: rewritten(session, who, title="Other"),
    "another link": lambda session, who: rewritten(session, who, link="https://meet.court.example/1"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_validator_and_last_modified_move_with_every_visible_change(room, mia, noah, clock, change):
    session = booked(room, noah)
    token = feed_of(mia)
    before, revised = etag_of(token), Session.objects.get(pk=session.pk).revised_at
    clock.shift(1)

    CHANGES[change](session, noah)

    assert etag_of(token) != before
    assert change == "booked" or Session.objects.get(pk=session.pk).revised_at > revised


def test_approval_changes_the_validator(room, mia, noah, rules):
    changed(rules, needs_approval=True)
    session, token = booked(room, noah), feed_of(noah)
    before = etag_of(token)

    approve(member_of(room, mia), session.pk, version=session.version)

    assert etag_of(token) != before


def test_what_feeds_do_not_show_leaves_the_validator(room, mia, noah):
    booked(room, noah)
    token = feed_of(mia)
    before = etag_of(token)

    Attendance.objects.filter(person=mia).update(answer=Attendance.Answer.DECLINED)
    member_of(room, mia).mark_read(1)

    assert etag_of(token) == before


def test_next_day_changes_the_validator_since_the_window_moves(room, mia, noah, clock):
    booked(room, noah)
    token = feed_of(mia)
    before = etag_of(token)

    clock.shift(24 * 3600)

    assert etag_of(token) != before


def test_program_that_has_the_newest_gets_nothing_and_no_session_is_read(room, mia, noah):
    booked(room, noah)
    token = feed_of(mia)
    etag = etag_of(token)

    with CaptureQueriesContext(connection) as made:
        answer = fetch(token, **{"if-none-match": f'"other", W/{etag}'})

    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    assert [query["sql"] for query in made if "calendar_sync_session" in query["sql"]] == []
    assert len(made) == 1


def test_feed_is_the_same_made_anew_or_from_what_was_kept(room, mia, noah):
    first = booked(room, noah, weeks=4, title="Plan")
    token = feed_of(mia, Mask.FULL)
    fetch(token)
    moved(first, noah, "2026-01-06T14:00")

    patched = fetch(token).content
    FeedPart.objects.all().delete()

    assert fetch(token).content == patched == fetch(token).content


def test_only_changed_events_are_written_anew(room, mia, noah):
    session = booked(room, noah)
    booked(room, noah, "2026-01-08T10:00")
    token = feed_of(mia)
    before = kept_events(token, room)
    moved(session, noah, "2026-01-07T10:00")

    after = kept_events(token, room)

    assert len(before.keys() & after.keys()) == 1


def kept_events(token, room):
    fetch(token)
    view = view_of(token)
    [kept] = FeedPart.objects.kept_for(view.feed, apart=False).values()
    return dict(feeds.opened(view, kept, vault.keyring.for_room(room)).events)


def test_versions_count_for_each_room_by_itself(room, mia, noah):
    other = mentorship_room(mia, person("omar"))
    booked(room, noah)

    assert list(RoomCalendar.objects.values_list("room", "version")) == [(room.pk, 1)]
    assert not RoomCalendar.objects.filter(room=other).exists()


# Doors


def test_wrong_and_revoked_and_former_addresses_get_the_same_answer(room, mia, noah):
    booked(room, noah)
    revoked, rotated = feed_of(mia), feed_of(mia)
    feeds.revoke(mia, row_of(revoked).pk)
    feeds.rotate(mia, row_of(rotated).pk)

    answers = [fetch(token) for token in ("guessed", "x" * 500, revoked, rotated)]

    assert {(answer.status_code, answer.content, str(answer.headers)) for answer in answers} == {
        (404, b"", str(answers[0].headers))
    }


def test_guessing_is_slowed_down_and_owners_are_not(room, mia):
    token = feed_of(mia)

    codes = [fetch(f"guess{no}").status_code for no in range(31)]

    assert codes == [404] * 30 + [429]
    assert fetch(token).status_code == 200


def test_feed_that_is_read_too_often_has_to_wait(mia):
    token = feed_of(mia)

    codes = [fetch(token).status_code for _ in range(61)]

    assert codes == [200] * 60 + [429]


def test_whoever_left_or_is_locked_out_reads_nothing(room, mia, noah):
    of_room, of_all = feed_of(noah, room=room), feed_of(noah)
    member = member_of(room, noah)
    member.left_at = member.joined_at
    member.save()

    assert (fetch(of_room).status_code, starts(fetch(of_all).content)) == (404, [])

    noah.is_active = False
    noah.save()
    assert fetch(of_all).status_code == 404


def test_erased_room_is_told_of_no_more(room, mia, noah):
    booked(room, noah)
    token = feed_of(mia)
    fetch(token)

    vault.erase(room)

    assert starts(fetch(token).content) == []


def test_answer_sets_no_cookie_and_is_for_its_reader_alone(mia):
    answer = fetch(feed_of(mia))

    assert dict(answer.cookies) == {}
    assert {name: answer[name] for name in ("Content-Type", "Cache-Control", "Referrer-Policy")} == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Cache-Control": "private, max-age=300",
        "Referrer-Policy": "no-referrer",
    }


def test_nobody_makes_a_feed_of_a_room_that_is_not_theirs(room, mia):
    outsider, group = person("zoe"), group_room("Judges", mia)

    for owner, wanted in ((outsider, room), (mia, group)):
        with pytest.raises(Refused):
            feed_of(owner, room=wanted)

    assert not Feed.objects.exists()


def test_nobody_revokes_or_rotates_the_feed_of_another(mia, noah):
    feed = row_of(feed_of(mia))

    feeds.revoke(noah, feed.pk)
    with pytest.raises(Refused):
        feeds.rotate(noah, feed.pk)

    assert Feed.objects.open().get() == feed


def test_one_person_has_so_many_feeds_at_most(mia):
    for _ in range(feeds.MOST_FEEDS):
        feed_of(mia)

    with pytest.raises(Refused):
        feed_of(mia)


def test_secrets_and_words_stand_nowhere_in_clear(room, mia, noah):
    word = canary()
    booking.book(member_of(room, noah), wish(title=word))
    token = feed_of(mia, Mask.FULL)

    assert word in fetch(token).content.decode()
    assert columns_with(word) == columns_with(token) == set()
