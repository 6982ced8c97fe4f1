"""What members can do with messages, and what they cannot."""

from __future__ import annotations

import pytest

from rooms.models import Membership, Message, Reaction, RoomEvent
from rooms.refusals import Refused
from rooms.rendering import text_of
from rooms.snapshot import read_snapshot
from rooms.vault import keyring
from tests.builders.chat import (
    carry,
    deleting,
    deleting_sent_as,
    editing,
    marking_read,
    member_of,
    new_id,
    reacting,
    send,
    sending,
    unreacting,
)
from tests.builders.people import person
from tests.builders.rooms import group_room

pytestmark = pytest.mark.django_db


def text(message):
    message.refresh_from_db()
    return text_of(message, keyring.for_room(message.room))


def kinds(room):
    return list(RoomEvent.objects.filter(room=room).order_by("seq").values_list("seq", "kind", "actor__name"))


def refusal(room, who, command):
    before = kinds(room)
    with pytest.raises(Refused) as caught:
        carry(room, who, command)
    assert kinds(room) == before
    return caught.value.code


def test_send_writes_row_and_event(room, mia):
    message = send(room, mia, "Good morning.")

    assert (message.no, message.seq, message.author, text(message)) == (1, 1, mia, "Good morning.")
    assert kinds(room) == [(1, "message.sent", "Mia")]


def test_send_seals_the_text(room, mia):
    message = send(room, mia, "In confidence.")

    assert b"In confidence." not in bytes(message.text)


def test_send_marks_the_authors_own_message_read(room, mia, noah):
    send(room, mia, "One")

    unread = {each.person.name: each.unread for each in Membership.objects.select_related("person", "room")}
    assert unread == {"Mia": 0, "Noah": 1}


def test_send_again_with_the_same_id_answers_from_the_first(room, mia):
    command = sending(room, "Once")
    first = carry(room, mia, command)

    again = carry(room, mia, command)

    assert (again.done, again.again) == (first.done, True)
    assert Message.objects.count() == 1


def test_send_refuses_the_same_id_with_other_words(room, mia):
    carry(room, mia, sending(room, "Once", client_id="0123456789"))

    assert refusal(room, mia, sending(room, "Twice", client_id="0123456789")) == "conflict"
    assert Message.objects.count() == 1


@pytest.mark.parametrize("words", [" ", "\u200b\u200d", "\n\n", "\x00\x07"])
def test_send_refuses_nothing(room, mia, words):
    assert refusal(room, mia, sending(room, words)) == "bad_shape"


def test_send_refuses_strangers_as_if_there_were_no_room(room, mia):
    send(room, mia, "Secret")

    assert refusal(room, person("zoe"), sending(room, "Hello?")) == "not_found"


def test_send_refuses_former_members(mia, noah):
    room = group_room("Clerks", mia, noah)
    Membership.objects.filter(person=noah).update(left_at="2026-01-01T00:00Z")

    assert refusal(room, noah, sending(room, "Hello?")) == "not_a_member"


def test_send_refuses_a_closed_room(room, mia):
    room.closed_at = "2026-01-01T00:00Z"
    room.save()

    assert refusal(room, mia, sending(room, "Too late")) == "read_only"


def test_send_refuses_a_quote_from_another_room(room, mia):
    elsewhere = send(group_room("Clerks", mia), mia, "Elsewhere")

    assert refusal(room, mia, sending(room, "See there", reply_to=elsewhere)) == "not_found"


def test_edit_puts_the_new_text_in_place(room, mia):
    message = send(room, mia, "Teh plan")

    carry(room, mia, editing(message, "The plan"))

    assert text(message) == "The plan"
    assert (message.version, kinds(room)[-1]) == (2, (2, "message.edited", "Mia"))


def test_edit_refuses_a_stale_base_and_shows_the_current_text(room, mia):
    message = send(room, mia, "One")
    carry(room, mia, editing(message, "Two"))

    with pytest.raises(Refused) as caught:
        carry(room, mia, editing(message, "Three", base=1))

    assert (caught.value.code, caught.value.current.text) == ("conflict", "Two")
    assert text(message) == "Two"


def test_edit_refuses_others_than_the_author(room, mia, noah):
    message = send(room, mia, "Mine")

    assert refusal(room, noah, editing(message, "Yours")) == "forbidden"
    assert text(message) == "Mine"


def test_edit_refuses_a_deleted_message(room, mia):
    message = send(room, mia, "Gone")
    carry(room, mia, deleting(message))

    assert refusal(room, mia, editing(message, "Back")) == "conflict"


def test_delete_leaves_a_tombstone_without_words(room, mia, noah):
    message = send(room, mia, "Regret")
    carry(room, noah, reacting(message, "👍"))

    carry(room, mia, deleting(message))

    message.refresh_from_db()
    assert (bytes(message.text), message.deleted_by, message.reactions.count()) == (b"", mia, 0)
    assert kinds(room)[-1] == (3, "message.deleted", "Mia")


def test_delete_blanks_what_the_log_says_of_reactions(room, mia):
    message = send(room, mia, "Regret")
    carry(room, mia, reacting(message, "👍"))

    carry(room, mia, deleting(message))

    bodies = RoomEvent.objects.filter(room=room, kind="reaction.added").values_list("body", flat=True)
    assert [bytes(body) for body in bodies] == [b""]


def test_delete_twice_changes_nothing(room, mia):
    message = send(room, mia, "Regret")
    carry(room, mia, deleting(message))

    carry(room, mia, deleting(message))

    assert kinds(room)[-1] == (3, "event.noted", "Mia")


def test_delete_refuses_the_other_member(room, mia, noah):
    message = send(room, mia, "Mine")

    assert refusal(room, noah, deleting(message)) == "forbidden"
    assert text(message) == "Mine"


def test_delete_is_open_to_moderators_of_a_group(mia, noah):
    room = group_room("Clerks", mia, noah)
    message = send(room, noah, "Off topic")

    carry(room, mia, deleting(message))

    message.refresh_from_db()
    assert message.deleted_by == mia


def test_delete_by_what_it_was_sent_as_finds_the_message(room, mia):
    message = send(room, mia, "Unsure", client_id="0123456789")

    carry(room, mia, deleting_sent_as(room, "0123456789"))

    message.refresh_from_db()
    assert message.deleted_at is not None


def test_delete_by_what_was_never_stored_bars_that_id(room, mia):
    carry(room, mia, deleting_sent_as(room, "0123456789"))

    assert refusal(room, mia, sending(room, "Late", client_id="0123456789")) == "conflict"
    assert Message.objects.count() == 0


def test_reaction_is_a_sealed_row_and_an_event(room, mia, noah):
    message = send(room, mia, "Well done")

    carry(room, noah, reacting(message, "👏🏽"))

    reaction = Reaction.objects.get()
    assert (reaction.message, reaction.person, "👏".encode() in bytes(reaction.emoji)) == (message, noah, False)
    assert kinds(room)[-1] == (2, "reaction.added", "Noah")


def test_reaction_twice_changes_nothing(room, mia):
    message = send(room, mia, "Well done")
    carry(room, mia, reacting(message, "👏"))

    carry(room, mia, reacting(message, "👏"))

    assert (Reaction.objects.count(), kinds(room)[-1][1]) == (1, "event.noted")


@pytest.mark.parametrize("emoji", ["👍", "👏🏽", "❤️", "👩‍⚖️", "🇫🇷", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "3️⃣", "⚖", "‼️", "™"])
def test_reaction_may_be_any_single_emoji(room, mia, emoji):
    message = send(room, mia, "Well done")

    carry(room, mia, reacting(message, emoji))

    assert Reaction.objects.count() == 1


@pytest.mark.parametrize(
    "emoji", ["ok", "👍 ", "a👍", "\x00", "0800", "...", "👍👎", "\u200d", "\u2067", "👍\u200d", "🇫"]
)
def test_reaction_refuses_what_is_no_emoji(room, mia, emoji):
    message = send(room, mia, "Well done")

    assert refusal(room, mia, reacting(message, emoji)) == "bad_shape"


def test_reaction_refuses_the_twenty_first_kind(room, mia):
    message = send(room, mia, "Well done")
    for offset in range(20):
        carry(room, mia, reacting(message, chr(0x1F600 + offset)))

    assert refusal(room, mia, reacting(message, "👍")) == "too_long"


def test_reaction_taken_back_is_gone(room, mia):
    message = send(room, mia, "Well done")
    carry(room, mia, reacting(message, "👏"))

    carry(room, mia, unreacting(message, "👏"))

    assert (Reaction.objects.count(), kinds(room)[-1][1]) == (0, "reaction.removed")


def test_reaction_stays_in_its_place_while_anybody_holds_it(room, mia, noah):
    message = send(room, mia, "Well done")
    for who, emoji in ((mia, "👏"), (noah, "🎉"), (noah, "👏")):
        carry(room, who, reacting(message, emoji))

    carry(room, mia, unreacting(message, "👏"))

    (shown,) = read_snapshot(member_of(room, mia)).page.messages
    assert [(each.emoji, each.people) for each in shown.reactions] == [("👏", [str(noah.pk)]), ("🎉", [str(noah.pk)])]


def test_reaction_never_given_cannot_be_taken_back(room, mia):
    message = send(room, mia, "Well done")

    carry(room, mia, unreacting(message, "👏"))

    assert kinds(room)[-1][1] == "event.noted"


def test_read_mark_moves_forward_only(room, mia, noah):
    for words in ("One", "Two", "Three"):
        send(room, mia, words)

    marks = [carry(room, noah, marking_read(room, no)).done.read_no for no in (2, 1, 99)]

    assert marks == [2, 2, 3]
    assert member_of(room, noah).unread == 0


def test_read_mark_refuses_strangers(room, mia):
    send(room, mia, "Secret")

    assert refusal(room, person("zoe"), marking_read(room, 1)) == "not_found"


def test_command_after_leaving_still_gets_its_first_answer(mia, noah):
    room = group_room("Clerks", mia, noah)
    command = sending(room, "Last words", client_id=new_id())
    first = carry(room, noah, command)
    Membership.objects.filter(person=noah).update(left_at="2026-01-01T00:00Z")

    assert carry(room, noah, command).done == first.done
