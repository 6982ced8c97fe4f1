"""What is read when a room is opened: the events after a cursor that fits, else a snapshot; nothing for strangers."""

from __future__ import annotations

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms import members, vault
from rooms.log import RESET_GAP, TAIL_BYTES, TAIL_EVENTS
from rooms.models import Message, RoomEvent
from rooms.opening import find_member, read_arrival, read_opening, within_bytes
from rooms.protocol.wire import Cursor
from rooms.reading import one_moment
from rooms.refusals import Refused
from tests.builders.chat import member_of, send
from tests.builders.people import person
from tests.builders.rooms import group_room, long_log, mentorship_room
from tests.builders.threads import at_once

pytestmark = pytest.mark.django_db

LONG = "⚖" * 8000


@pytest.fixture
def group(mia, noah):
    return group_room("Clerks", mia, noah)


def cursor_at(room, at, **wrong):
    tag = RoomEvent.objects.filter(room=room, seq=at).values_list("tag", flat=True).first() or ""
    return Cursor(**{"epoch": room.epoch, "seq": at, "tag": tag, **wrong})


def opening(room, who, cursor=None):
    return msgspec.json.decode(msgspec.json.encode(read_opening(who.pk, room.pk, cursor)))


def shape(opened):
    """Mode, the seqs of the events, where the next slice begins, and whether there is one."""
    return opened["mode"], [event["seq"] for event in opened["events"]], opened["head"], opened["more"]


def refusal(room, who):
    with pytest.raises(Refused) as caught:
        read_opening(who.pk, room.pk, cursor_at(room, 0))
    return caught.value.code


def test_opening_without_a_cursor_brings_a_snapshot(room, mia, noah):
    send(room, mia, "Good morning.")

    opened = opening(room, noah)

    assert (opened["mode"], opened["head"], opened["epoch"]) == ("reset", 1, room.epoch)
    assert [each["text"] for each in opened["snapshot"]["page"]["messages"]] == ["Good morning."]


def test_opening_with_a_cursor_brings_the_events_after_it(room, mia, noah):
    for no in range(1, 4):
        send(room, mia, f"Number {no}")

    opened = opening(room, noah, cursor_at(room, 1))

    assert shape(opened) == ("tail", [2, 3], 3, False)
    assert opened["snapshot"] is None


def test_opening_at_the_head_brings_nothing_new(room, mia, noah):
    send(room, mia, "Good morning.")

    assert shape(opening(room, noah, cursor_at(room, 1))) == ("tail", [], 1, False)


def test_opening_of_a_room_without_events_fits_an_empty_cursor(room, noah):
    assert shape(opening(room, noah, cursor_at(room, 0))) == ("tail", [], 0, False)


def test_tail_brings_the_read_marks_of_who_shows_them(mia, noah):
    omar = person("omar", presence_audience="nobody")
    room = members.open_mentorship(mia, noah, [(omar, "observer")])
    send(room, mia, "Good morning.")

    opened = opening(room, noah, cursor_at(room, 4))

    assert opened["marks"] == [{"person": str(mia.pk), "no": 1}, {"person": str(noah.pk), "no": 0}]


def test_group_rooms_show_no_read_marks(group, mia, noah):
    send(group, mia, "Good morning.")

    assert [opening(group, noah, cursor)["marks"] for cursor in (None, cursor_at(group, 1))] == [[], []]


@pytest.mark.parametrize("wrong", [{"epoch": "other"}, {"tag": "other"}, {"tag": ""}, {"seq": 9}, {"seq": 2**53 - 1}])
def test_cursor_of_another_history_is_reset(room, mia, noah, wrong):
    send(room, mia, "One")
    send(room, mia, "Two")

    assert opening(room, noah, cursor_at(room, 1, **wrong))["mode"] == "reset"


def test_long_tail_comes_in_slices_of_so_many_events(group, mia, noah):
    long_log(group, TAIL_EVENTS + 1, mia)

    first = opening(group, noah, cursor_at(group, 0))
    second = opening(group, noah, cursor_at(group, first["head"]))

    assert shape(first) == ("page", [*range(1, TAIL_EVENTS + 1)], TAIL_EVENTS, True)
    assert shape(second) == ("tail", [TAIL_EVENTS + 1], TAIL_EVENTS + 1, False)


def test_tail_of_full_length_is_one_slice(group, mia, noah):
    long_log(group, TAIL_EVENTS, mia)

    assert shape(opening(group, noah, cursor_at(group, 0))) == (
        "tail",
        [*range(1, TAIL_EVENTS + 1)],
        TAIL_EVENTS,
        False,
    )


def test_heavy_tail_comes_in_slices_of_so_many_bytes(group, mia, noah):
    for _ in range(12):
        send(group, mia, LONG)

    slices, head = [], 0
    while not slices or slices[-1]["more"]:
        slices.append(opening(group, noah, cursor_at(group, head)))
        head = slices[-1]["head"]

    assert [event["seq"] for each in slices for event in each["events"]] == [*range(1, 13)]
    sizes = [sum(len(msgspec.json.encode(event)) for event in each["events"]) for each in slices]
    assert (len(sizes), max(sizes) <= TAIL_BYTES) == (2, True)


def test_slice_holds_one_event_however_heavy():
    heavy = msgspec.Raw(b"x" * (TAIL_BYTES + 1))

    assert within_bytes([heavy, heavy]) == [heavy]


def test_gap_is_read_through_up_to_its_limit(group, mia, noah):
    long_log(group, RESET_GAP + 1, mia)

    modes = [opening(group, noah, cursor_at(group, seq))["mode"] for seq in (0, 1)]

    assert modes == ["reset", "page"]


def test_stranger_hears_of_no_room(room, mia):
    send(room, mia, "Secret")

    assert refusal(room, person("zoe")) == "not_found"


def test_former_member_hears_only_that(group, mia, noah):
    send(group, mia, "Secret")
    members.leave(member_of(group, noah))

    assert refusal(group, noah) == "not_a_member"


@pytest.mark.parametrize("seq", [0, None])
def test_erased_room_is_not_found(room, mia, noah, seq):
    send(room, mia, "Secret")
    vault.erase(room)

    with pytest.raises(Refused, match="not_found"):
        opening(room, noah, None if seq is None else cursor_at(room, seq))


def test_member_who_came_back_is_found_again(group, mia, noah):
    members.leave(member_of(group, noah))
    members.join(group, noah)

    assert find_member(noah.pk, group.pk).is_current


# Arriving


def test_arrival_knows_every_room_and_what_is_unread(room, group, mia, noah):
    send(group, mia, "Good morning.")
    noah.presence_audience = "mentorships"
    noah.save()

    arrival = read_arrival(noah.pk)

    ours, theirs = arrival.standings[str(room.pk)], arrival.standings[str(group.pk)]
    assert (ours.kind, ours.head, ours.message_no, ours.shows_presence) == ("mentorship", 0, 0, True)
    assert (theirs.kind, theirs.head, theirs.message_no, theirs.shows_presence) == ("group", 1, 1, False)
    assert [(line.title, line.message_no - line.read_no) for line in arrival.lines] == [("Mia", 0), ("Clerks", 1)]


def test_arrival_leaves_out_what_was_left(group, mia, noah):
    members.leave(member_of(group, noah))

    arrival = read_arrival(noah.pk)

    assert (arrival.standings, arrival.lines) == ({}, [])


def test_arrival_costs_the_same_for_one_room_and_for_three(mia, noah):
    counts = []
    for title in ("Clerks", "Judges", "Registrars"):
        group_room(title, mia)
        mentorship_room(mia, person(f"{title}Friend"))
        with CaptureQueriesContext(connection) as captured:
            read_arrival(mia.pk)
        counts.append(len(captured))

    assert counts == [4, 4, 4]


# One moment


@pytest.mark.django_db(transaction=True)
def test_questions_of_one_moment_see_nothing_newer_and_hold_up_no_writer(mia, noah):
    room = mentorship_room(mia, noah)

    with one_moment():
        seen = [Message.objects.count()]
        written = at_once(lambda: send(room, mia, "Meanwhile"))
        seen.append(Message.objects.count())

    assert (seen, [message.seq for message in written], Message.objects.count()) == ([0, 0], [1], 1)
