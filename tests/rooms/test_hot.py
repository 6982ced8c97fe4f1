"""Many sends and read marks at once: the same as one by one, in as many statements whatever the batch and the room."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms import vault
from rooms.bus import bus
from rooms.commands import carry_out
from rooms.hot import carry_out_all
from rooms.log import Cause
from rooms.members import close_room
from rooms.models import Membership, Message, Piece, Room, RoomEvent
from rooms.refusals import Refused
from tests.builders.board import add_goal, asking, cards, column, propose_goal
from tests.builders.chat import marking_read, new_id, send, sending
from tests.builders.database import examples
from tests.builders.people import person
from tests.builders.rooms import group_room, membership, mentorship_room

pytestmark = pytest.mark.django_db

IDS = [str(uuid.uuid5(uuid.NAMESPACE_URL, str(no))) for no in range(4)]
TEXTS = ["Hello", "Hello again", " ", "x" * 8001]


def together(*asked):
    """Answers of one batch, as a writer would get them."""
    with transaction.atomic():
        rooms = Room.objects.lock(room.pk for room, _person, _command in asked)
        return [told(each) for each in carry_out_all([(rooms.get(room.pk), who.pk, what) for room, who, what in asked])]


def apart(*asked):
    return [alone(room, who.pk, what) for room, who, what in asked]


def alone(room, who, what):
    try:
        with transaction.atomic():
            return told(carry_out(Room.objects.lock([room.pk]).get(room.pk), who, what))
    except Refused as refusal:
        return told(refusal)


def told(answer):
    if isinstance(answer, Refused):
        return answer.code
    return (answer.done.seq, answer.done.read_no, answer.again)


def left(room):
    """Everything that the commands left in the room, but for what is random."""
    cipher = vault.keyring.for_room(room)
    fresh = Room.objects.get(pk=room.pk)
    return (
        (fresh.head, fresh.message_no),
        [
            (row.no, row.seq, row.author_id, row.client_id, row.reply_to and row.reply_to.no,
             cipher.open("message", row.pk, "text", row.version, bytes(row.text)))
            for row in Message.objects.filter(room=room).order_by("no")
        ],
        list(RoomEvent.objects.filter(room=room).order_by("seq").values_list("seq", "kind", "actor", "client_id")),
        list(Membership.objects.filter(room=room).order_by("pk").values_list("person", "read_no", "left_at")),
    )  # fmt: skip


@settings(max_examples=examples(30))
@given(
    said=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(IDS), st.sampled_from(TEXTS), st.integers(-1, 5)), max_size=8
    )
)
def test_batch_equals_the_same_commands_one_by_one(said):
    people = [person(f"{name}-{uuid.uuid4().hex}") for name in ("mia", "noah", "zoe")]
    rooms = [mentorship_room(*people[:2]), mentorship_room(*people[:2])]

    def asked(room):
        return [
            (room, people[who], sending(room, text, client_id=client_id) if mark < 0 else marking_read(room, mark))
            for who, client_id, text, mark in said
        ]

    assert together(*asked(rooms[0])) == apart(*asked(rooms[1]))
    assert left(rooms[0]) == left(rooms[1])


def goals_for_moves(room, mentor, mentee):
    """Two alike at the same position, one behind them, one that does not exist, one that is only proposed."""
    twins = sorted(add_goal(room, mentee, "Twin") for _ in range(2))
    Piece.objects.filter(pk__in=twins).update(position="V")
    return [*twins, add_goal(room, mentee, "Last"), new_id(), propose_goal(room, mentor)]


def said_of_moves(room):
    events = RoomEvent.objects.filter(room=room, seq__gt=4).order_by("seq")
    return list(events.values_list("seq", "kind", "actor", "client_id"))


@settings(max_examples=examples(20))
@given(
    said=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(IDS), *[st.integers(0, 4)] * 2, st.integers(-1, 4)), max_size=12
    )
)
def test_batch_of_moves_equals_the_same_moves_one_by_one(said):
    people = [person(f"{name}-{uuid.uuid4().hex}") for name in ("mia", "noah", "zoe")]
    rooms = [mentorship_room(*people[:2]), mentorship_room(*people[:2])]
    goals = {room.pk: goals_for_moves(room, *people[:2]) for room in rooms}

    def asked(room):
        mine = goals[room.pk]
        ends = [column(room, role) for role in ("todo", "doing", "done")] + [mine[0], mine[3]]
        return [
            (room, people[who], asking(
                room, "goal.move", client_id=client_id, goal=mine[what], column=ends[to],
                after=mine[after] if after >= 0 else None,
            ))
            for who, client_id, what, to, after in said
        ]  # fmt: skip

    def stand(room):
        return [cards(room, role) for role in ("todo", "doing", "done")]

    assert together(*asked(rooms[0])) == apart(*asked(rooms[1]))
    assert (said_of_moves(rooms[0]), stand(rooms[0])) == (said_of_moves(rooms[1]), stand(rooms[1]))


def test_batch_of_sends_and_moves_is_heard_in_the_order_of_the_log(room, mia, noah, django_capture_on_commit_callbacks):
    goal = add_goal(room, noah)
    heard: list[int] = []

    def take(frames):
        heard.extend(frame.seq for frame in frames)

    bus.subscribe(take)
    with django_capture_on_commit_callbacks(execute=True):
        done, todo = (asking(room, "goal.move", goal=goal, column=column(room, role)) for role in ("done", "todo"))
        answers = together((room, mia, done), (room, noah, sending(room, "Done")), (room, mia, todo))
    bus.unsubscribe(take)

    assert [seq for seq, _read_no, _again in answers] == heard == [2, 3, 4]
    assert Piece.objects.get(pk=goal).version == 4


def test_repetition_is_answered_from_its_row_and_other_words_are_refused(room, mia, noah):
    first = sending(room, "Once")
    together((room, mia, first))

    answers = together(
        (room, mia, first),
        (room, mia, sending(room, "Other", client_id=first.client_id)),
        (room, noah, sending(room, "Once", client_id=first.client_id)),
    )

    assert answers == [(1, None, True), "conflict", (2, None, False)]


def test_quoting_finds_messages_of_the_room_and_of_the_batch_alone(room, mia):
    other = send(group_room("Clerks", mia), mia, "Elsewhere")
    here = send(room, mia, "Here")

    answers = together(
        (room, mia, sending(room, "Yes", reply_to=here)), (room, mia, sending(room, "No", reply_to=other))
    )

    assert answers == [(2, None, False), "not_found"]
    assert Message.objects.get(room=room, no=2).reply_to == here


def test_refusals_are_those_of_the_single_command(room, mia, noah):
    zoe, closed = person("zoe"), group_room("Closed", mia)
    close_room(closed, Cause.deed(mia.pk))
    gone = membership(closed, noah, "member")
    gone.left_at = gone.joined_at
    gone.save()
    erased = mentorship_room(mia, noah)
    vault.erase(erased)

    asked = [(room, zoe), (closed, noah), (closed, mia), (erased, mia), (Room(pk=uuid.uuid4()), mia), (room, mia)]

    answers = together(*[(where, who, sending(where, "Hi")) for where, who in asked])
    assert answers == ["not_found", "not_a_member", "read_only", "not_found", "not_found", (1, None, False)]


@pytest.mark.parametrize("kind", ["room's size", "batch"])
def test_statements_depend_neither_on_the_size_of_the_room_nor_of_the_batch(kind, mia):
    people = [person(f"p{no}") for no in range(12)]
    small, large = group_room("Small", mia), group_room("Large", mia, *people)

    def statements(room, count):
        send(room, mia, "Warm")
        with CaptureQueriesContext(connection) as made:
            together(*[(room, mia, sending(room, "Hi")) for _ in range(count)])
        return len(made)

    if kind == "batch":
        assert statements(small, 1) == statements(small, 20)
    else:
        assert statements(small, 1) == statements(large, 1)
