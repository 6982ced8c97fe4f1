"""Group commit: many commands in one transaction, each answered once, in order, whatever happens to the others."""

from __future__ import annotations

import threading

import pytest

from rooms import vault
from rooms.models import Message, RoomEvent
from rooms.writer import BATCH_JOBS, RUSH_JOBS, Writer
from tests.builders.chat import deleting, marking_read, member_of, new_id, send, sending
from tests.builders.people import person
from tests.builders.rooms import group_room
from tests.builders.storage_faults import broken_message, full_disk, locked_database
from tests.builders.writers import desk

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "x" * 8000


@pytest.fixture
def writer():
    """A writer at work."""
    with desk() as at_work:
        at_work.writer.start()
        yield at_work


@pytest.fixture
def one_batch():
    """A function that has jobs carried out in one batch and gives what came, in order."""
    with desk() as waiting:

        def carry_all(*jobs):
            for job in jobs:
                waiting.submit(*job)
            waiting.writer.start()
            assert waiting.finish()
            return waiting.came

        yield carry_all


def answers(came):
    return [said for what, said in came if what == "answer"]


# One transaction for many


def test_commands_that_wait_together_are_one_commit(one_batch, room, mia, noah):
    came = one_batch(*[(room, who, sending(room, "Hi")) for who in (mia, noah, mia)])

    assert came == [*[("frame", seq) for seq in (1, 2, 3)], *[("answer", seq) for seq in (1, 2, 3)]]


def test_batch_has_a_limit(one_batch, room, mia):
    came = one_batch(*[(room, mia, sending(room, "Hi")) for _ in range(BATCH_JOBS + 1)])

    assert [what for what, _said in came] == ["frame"] * BATCH_JOBS + ["answer"] * BATCH_JOBS + ["frame", "answer"]


@pytest.mark.parametrize(("count", "times"), [(RUSH_JOBS, 1), (RUSH_JOBS - 1, 0)])
def test_writer_gives_way_after_a_rush_alone(room, mia, count, times):
    ways = []
    with desk(Writer(lambda: ways.append("given"))) as waiting:
        for _ in range(count):
            waiting.submit(room, mia, sending(room, "Hi"))
        waiting.writer.start()
        assert waiting.finish()

    assert ways == ["given"] * times


def test_batch_may_touch_several_rooms(one_batch, room, mia, noah):
    group = group_room("Clerks", mia, noah)

    came = one_batch(*[(where, who, sending(where, "Hi")) for where, who in ((group, mia), (room, mia), (group, noah))])

    assert answers(came) == [1, 1, 2]


def test_many_threads_get_every_answer_once_and_in_order(writer, room, mia, noah):
    ids = {lane: [new_id() for _ in range(25)] for lane in ("one", "two", "three", "four")}

    def talk(lane):
        for client_id in ids[lane]:
            writer.submit(room, mia, sending(room, "Hi", client_id=client_id), lane=lane)

    threads = [threading.Thread(target=talk, args=[lane]) for lane in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert writer.finish()

    said = writer.answers()
    assert sorted(seq for each in said.values() for seq in each) == list(range(1, 101))
    for sent in ids.values():
        seqs = [said[client_id] for client_id in sent]
        assert seqs == sorted(seqs)


def test_stopped_writer_finishes_what_was_submitted(one_batch, room, mia):
    assert answers(one_batch((room, mia, sending(room, "Last words")))) == [1]
    assert Message.objects.count() == 1


def test_command_sent_twice_in_one_batch_is_done_once(one_batch, room, mia):
    command = sending(room, "Once")

    assert answers(one_batch((room, mia, command), (room, mia, command))) == [1, 1]
    assert Message.objects.count() == 1


def test_read_marks_go_through_the_same_door(writer, room, mia, noah):
    writer.ask(room, mia, sending(room, "Hi"))

    writer.ask(room, noah, marking_read(room, 1))

    assert member_of(room, noah).unread == 0


# Refusals beside others


def test_refusals_spoil_nothing_of_their_batch(one_batch, room, mia, noah):
    zoe = person("zoe")
    message = send(room, mia, "Mine")

    came = one_batch(
        (room, noah, sending(room, "One")),
        (room, zoe, sending(room, "Let me in")),
        (room, noah, deleting(message)),
        (room, mia, sending(room, " ")),
        (room, mia, sending(room, "Two")),
    )

    assert answers(came) == [2, "not_found", "forbidden", "bad_shape", 3]
    assert list(RoomEvent.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]


def test_row_that_the_database_refuses_spoils_nothing_of_its_batch(one_batch, room, mia, noah):
    broken = new_id()
    with broken_message(broken, "ABORT"):
        came = one_batch(
            (room, mia, sending(room, "One")),
            (room, noah, sending(room, "Broken", client_id=broken)),
            (room, mia, sending(room, "Two")),
        )

    assert came == [("frame", 1), ("frame", 2), ("answer", 1), ("answer", "internal"), ("answer", 2)]
    assert list(Message.objects.order_by("no").values_list("no", "seq")) == [(1, 1), (2, 2)]


def test_command_that_breaks_the_transaction_harms_itself_alone(one_batch, room, mia, noah):
    broken = new_id()
    with broken_message(broken, "ROLLBACK"):
        came = one_batch(
            (room, mia, sending(room, "One")),
            (room, noah, sending(room, "Broken", client_id=broken)),
            (room, mia, sending(room, "Two")),
        )

    assert answers(came) == [1, "unavailable", 2]
    assert [said for what, said in came if what == "frame"] == [1, 2]


def test_erased_room_is_not_found_and_spoils_nothing(one_batch, room, mia):
    group = group_room("Clerks", mia)
    vault.erase(room)

    came = one_batch((room, mia, sending(room, "Hello?")), (group, mia, sending(group, "Hi")))

    assert came == [("frame", 1), ("answer", "not_found"), ("answer", 1)]


# When nothing can be stored


@pytest.mark.parametrize("fault", [locked_database, full_disk])
def test_what_cannot_be_stored_is_unavailable_and_leaves_no_trace(writer, room, mia, fault):
    with fault():
        answer = writer.ask(room, mia, sending(room, LONG))

    assert (answer, writer.came) == ("unavailable", [("answer", "unavailable")])
    assert (Message.objects.count(), RoomEvent.objects.count()) == (0, 0)


def test_batch_that_cannot_be_stored_keeps_the_order_of_each_lane(one_batch, room, mia, noah):
    with locked_database():
        came = one_batch(
            (room, mia, sending(room, "One")),
            (room, mia, sending(room, "Two")),
            (room, noah, sending(room, "Other lane")),
            (room, mia, sending(room, "Three")),
        )

    assert answers(came) == ["unavailable", "behind", "unavailable", "behind"]


def test_later_commands_wait_until_the_refused_one_comes_again(writer, room, mia):
    first, second = sending(room, "One"), sending(room, "Two")
    with locked_database():
        assert writer.ask(room, mia, first) == "unavailable"

    assert [writer.ask(room, mia, each) for each in (second, second, first, second)] == ["behind", "behind", 1, 2]


def test_lane_stays_with_its_first_refused_command(writer, room, mia):
    first, second = sending(room, "One"), sending(room, "Two")
    with locked_database():
        said = [writer.ask(room, mia, each) for each in (first, second, first, second)]

    assert said == ["unavailable", "behind", "unavailable", "behind"]
    assert [writer.ask(room, mia, each) for each in (second, first, second)] == ["behind", 1, 2]


def test_refused_command_that_comes_again_frees_its_lane_however_it_is_answered(writer, room, mia):
    first = sending(room, " ")
    with locked_database():
        writer.ask(room, mia, first)

    assert [writer.ask(room, mia, each) for each in (first, sending(room, "Two"))] == ["bad_shape", 1]


def test_other_lanes_and_rooms_go_on(writer, room, mia, noah):
    group = group_room("Clerks", mia)
    with locked_database():
        writer.ask(room, mia, sending(room, "One"))

    assert writer.ask(room, noah, sending(room, "Other person")) == 1
    assert writer.ask(room, mia, sending(room, "Other tab"), lane="other tab") == 2
    assert writer.ask(group, mia, sending(group, "Other room")) == 1


def test_read_marks_wait_for_nobody(writer, room, mia, noah):
    send(room, noah, "Hi")
    with locked_database():
        writer.ask(room, mia, sending(room, "One"))

    assert writer.ask(room, mia, marking_read(room, 1)) is None
    assert writer.ask(room, mia, sending(room, "Two")) == "behind"


def test_lane_of_a_connection_that_is_gone_waits_no_longer(writer, room, mia):
    with locked_database():
        writer.ask(room, mia, sending(room, "One"), lane="tab")

    writer.writer.forget("tab")

    assert writer.ask(room, mia, sending(room, "Two"), lane="tab") == 1


def test_writer_outlives_a_fault(writer, room, mia):
    with full_disk():
        writer.ask(room, mia, sending(room, LONG))

    assert writer.ask(room, mia, sending(room, "Again"), lane="new tab") == 1
    assert not writer.writer.is_stuck()
