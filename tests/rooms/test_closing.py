"""How a mentorship ends: proposed, answered, signed, withdrawn, or after a notice; and what each step leaves behind."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from rooms import closing, pausing
from rooms.closing import Words, close_due
from rooms.closing_page import read_closing_page
from rooms.models import Closing, Membership, RoomEvent, Voice
from rooms.outlook import outlook_of
from rooms.rendering import moment, open_body
from rooms.vault import erase, keyring
from tests.builders.chat import member_of
from tests.builders.closing import REACHED, closed, proposed, signed
from tests.builders.people import person
from tests.builders.rooms import group_room, membership
from tests.builders.threads import at_once
from tests.builders.traces import history, refused

pytestmark = pytest.mark.django_db

SECRET = "the-word-that-must-not-leak"


def kinds(room):
    return [kind for _seq, kind, _name in history(room)]


def mails():
    """To whom mail goes, and what it says."""
    return [(each.to, f"{each.subject} {each.body}") for each in mail.outbox]


def outlook(room):
    room.refresh_from_db()
    return outlook_of(room)


def statements(room):
    shown = read_closing_page(room).proposal
    return [(each.member.person.name, bool(each.signed_at), each.text, each.objects) for each in shown.statements]


@pytest.fixture
def observer(room):
    omar = person("omar")
    membership(room, omar, "observer")
    return omar


# Proposing


def test_proposal_leaves_a_row_an_event_and_a_mail_to_the_other(room, mia, noah):
    row = proposed(room, mia, SECRET)

    assert history(room) == [(1, "closing.proposed", "Mia")]
    assert read_closing_page(room).proposal.words == Words(reached=SECRET)
    assert [to for to, _text in mails()] == [[noah.email]]
    assert (f"/rooms/{room.pk}/closing/" in mails()[0][1], SECRET in mails()[0][1]) == (True, False)
    assert SECRET.encode() not in bytes(row.words)


def test_event_says_how_the_room_stands_and_no_word_of_it(room, mia, noah):
    proposed(room, mia, SECRET)

    signed(room, noah)

    body = open_body(RoomEvent.objects.get(room=room, seq=2), keyring.for_room(room))
    assert (msgspec.json.decode(body)["outlook"]["closing"]["signed"], SECRET in body.decode()) == (
        [str(noah.pk)],
        False,
    )


def test_same_proposal_again_changes_nothing(room, mia):
    first = proposed(room, mia)

    again = proposed(room, mia)

    assert (again, again.version, kinds(room), len(mails())) == (first, 1, ["closing.proposed"], 1)


def test_other_words_take_signatures_back_and_no_notice(room, mia, noah):
    proposed(room, mia)
    ends_at = signed(room, noah, with_notice=True).ends_at

    proposed(room, mia, "Leads most hearings alone")

    view = outlook(room).closing
    assert (view.version, view.signed, view.ends_at) == (2, [], moment(ends_at))
    assert kinds(room) == ["closing.proposed", "closing.signed", "closing.proposed"]


def test_who_gave_notice_leaves_after_14_days_whatever_the_other_rewords(room, mia, noah):
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as clock:
        proposed(room, mia)
        signed(room, noah, with_notice=True)
        for days in range(1, 14):
            clock.shift(86_400)
            proposed(room, mia, f"Words of day {days}")
        assert refused(room, closing.withdraw, member_of(room, mia)) == "conflict"
        clock.shift(86_400)

        assert (close_due(), kinds(room)[-1]) == (1, "room.closed")

    assert statements(room) == [("Mia", False, "", False), ("Noah", False, "", False)]


def test_other_words_under_a_notice_are_mailed_unsigned_too(room, mia, noah):
    proposed(room, mia)
    signed(room, noah, with_notice=True)

    for text in ("Second thoughts", "Third thoughts"):
        proposed(room, mia, text)

    assert [to for to, _text in mails()] == [[noah.email], [mia.email], [noah.email], [noah.email]]


def test_other_words_are_mailed_only_when_somebody_had_signed(room, mia, noah):
    proposed(room, mia)
    proposed(room, mia, "Second thoughts")
    assert len(mails()) == 1
    signed(room, noah, version=2)

    proposed(room, mia, "Third thoughts")

    assert len(mails()) == 2


def test_there_is_one_proposal_at_a_time(room, mia, noah):
    proposed(room, mia, SECRET)

    assert refused(room, proposed, room, noah) == "conflict"
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.create(room=room, person=noah, at=timezone.now(), words=b"")


@pytest.mark.parametrize(("words", "code"), [("", "bad_shape"), (" \u200b\n", "bad_shape"), ("x" * 2001, "too_long")])
def test_proposal_without_words_or_with_too_many_is_refused(room, mia, words, code):
    assert refused(room, proposed, room, mia, words) == code


# Answering


def test_answer_stands_beside_the_proposal(room, mia, noah):
    proposed(room, mia)

    closing.answer(member_of(room, noah), SECRET, objects=True)

    assert statements(room) == [("Mia", False, "", False), ("Noah", False, SECRET, True)]
    assert kinds(room) == ["closing.proposed", "closing.answered"]
    assert SECRET.encode() not in bytes(Voice.objects.get().words)


def test_same_answer_again_changes_nothing(room, mia, noah):
    proposed(room, mia)

    for _ in range(2):
        closing.answer(member_of(room, noah), "Thank you")

    assert (kinds(room), Voice.objects.get().version) == (["closing.proposed", "closing.answered"], 1)


def test_answer_can_be_written_anew_and_taken_back(room, mia, noah):
    proposed(room, mia)
    for text in ("Thank you", "Thank you very much", ""):
        closing.answer(member_of(room, noah), text)

    assert statements(room)[1] == ("Noah", False, "", False)


def test_objection_needs_words_and_an_answer_a_proposal(room, mia, noah):
    assert refused(room, closing.answer, member_of(room, noah), "Why?") == "conflict"
    proposed(room, mia)
    with pytest.raises(closing.Refused, match="bad_shape"):
        closing.answer(member_of(room, noah), " ", objects=True)


# Signing


def test_last_signature_closes_the_room(room, mia, noah):
    closed(room, mia, noah)

    assert history(room)[1:] == [
        (2, "closing.signed", "Mia"),
        (3, "closing.signed", "Noah"),
        (4, "room.closed", "Noah"),
    ]
    assert (room.closed_at is None, Closing.objects.get().closed_at is None, outlook(room)) == (False, False, None)


def test_signing_again_changes_nothing(room, mia):
    proposed(room, mia)

    signed_at = [signed(room, mia).voices.get().signed_at for _ in range(2)]

    assert (signed_at[0] == signed_at[1], kinds(room)) == (True, ["closing.proposed", "closing.signed"])


def test_signature_is_for_the_words_that_were_read(room, mia, noah):
    proposed(room, mia)
    proposed(room, mia, SECRET)

    assert refused(room, signed, room, noah) == "conflict"


def test_nobody_signs_what_was_not_proposed(room, noah):
    assert refused(room, signed, room, noah) == "conflict"


def test_room_of_three_needs_the_signatures_of_mentors_and_mentees(room, mia, noah, observer):
    zoe = person("zoe")
    membership(room, zoe, "mentee")
    proposed(room, mia)

    signed(room, mia)
    signed(room, noah)
    assert outlook(room).closing.signed == sorted(str(each.pk) for each in (mia, noah))
    signed(room, zoe)

    assert kinds(room)[-1] == "room.closed"


# Notice


def test_notice_names_the_day_and_is_mailed(room, mia, noah):
    proposed(room, mia, SECRET)

    row = signed(room, mia, with_notice=True)

    assert row.ends_at - row.voices.get().signed_at == timedelta(days=14)
    assert [to for to, _text in mails()] == [[noah.email]] * 2
    assert ("closes in 14 days" in mails()[1][1], SECRET in mails()[1][1]) == (True, False)


def test_notice_can_be_given_later_and_only_once(room, mia):
    proposed(room, mia)
    signed(room, mia)

    ends = [signed(room, mia, with_notice=True).ends_at for _ in range(2)]

    assert (ends[0] == ends[1], kinds(room)) == (True, ["closing.proposed", "closing.signed", "closing.signed"])


def test_worker_closes_on_the_day_and_once(room, mia, noah):
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as clock:
        proposed(room, mia)
        signed(room, mia, with_notice=True)
        closing.answer(member_of(room, noah), "I would rather go on", objects=True)
        done = []
        for days in (0, 13, 1, 1):
            clock.shift(days * 86_400)
            done.append(close_due())

    assert (done, history(room)[-1][1:]) == ([0, 0, 1, 0], ("room.closed", "Menteo"))
    room.refresh_from_db()
    assert room.closed_at.isoformat() == "2026-03-16T12:00:00+00:00"
    assert statements(room)[1] == ("Noah", False, "I would rather go on", True)


def test_notice_of_a_proposal_that_was_withdrawn_closes_nothing(room, mia):
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as clock:
        proposed(room, mia)
        signed(room, mia, with_notice=True)
        closing.withdraw(member_of(room, mia))
        clock.shift(15 * 86_400)

        assert close_due() == 0


def test_notice_in_an_erased_room_ends_in_silence(room, mia, noah):
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as clock:
        proposed(room, mia)
        signed(room, mia, with_notice=True)
        erase(room)
        clock.shift(15 * 86_400)

        assert [close_due(), close_due(), kinds(room)[-1]] == [1, 0, "closing.signed"]


# Withdrawing


def test_withdrawn_proposal_is_off(room, mia, noah):
    proposed(room, mia)

    for _ in range(2):
        closing.withdraw(member_of(room, mia))

    assert (kinds(room), outlook(room)) == (["closing.proposed", "closing.withdrawn"], None)
    assert proposed(room, noah, "Another way").person == noah


def test_notice_is_taken_back_by_who_gave_it_with_the_signature(room, mia, noah):
    proposed(room, mia)
    signed(room, noah, with_notice=True)

    closing.withdraw(member_of(room, noah))

    view = outlook(room).closing
    assert (kinds(room)[-1], view.signed, view.ends_at) == ("closing.withdrawn", [], None)
    assert refused(room, closing.withdraw, member_of(room, noah)) == "forbidden"
    assert signed(room, mia).closed_at is None


def test_younger_notice_counts_once_the_older_one_is_taken_back(room, mia, noah):
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as clock:
        proposed(room, mia)
        signed(room, noah, with_notice=True)
        membership(room, person("zoe"), "mentee")
        clock.shift(86_400)
        older = signed(room, mia, with_notice=True).ends_at
        mailed = len(mails())
        closing.withdraw(member_of(room, noah))

    assert (outlook(room).closing.ends_at, mailed) == (moment(older + timedelta(days=1)), 2)


def test_only_its_author_withdraws_a_proposal(room, mia, noah):
    proposed(room, mia)

    assert refused(room, closing.withdraw, member_of(room, noah)) == "forbidden"


# Who may


DEEDS = {
    "propose": lambda member: closing.propose(member, Words(reached=REACHED)),
    "answer": lambda member: closing.answer(member, "No"),
    "sign": lambda member: closing.sign(member, 1),
    "withdraw": closing.withdraw,
    "pause": pausing.pause,
    "resume": pausing.resume,
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_observers_former_members_and_groups_decide_nothing(room, mia, observer, deed):
    proposed(room, mia, SECRET)
    gone = member_of(room, observer)
    Membership.objects.filter(room=room, person=mia).update(left_at=timezone.now())

    assert refused(room, deed, gone) == "forbidden"
    assert refused(room, deed, member_of(room, mia)) == "not_found"
    group = group_room("Clerks", observer)
    assert refused(group, deed, member_of(group, observer)) == "not_found"


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_closed_and_erased_rooms_refuse_every_deed(room, mia, noah, deed):
    closed(room, mia, noah)
    assert refused(room, deed, member_of(room, mia)) == "read_only"
    room.closed_at = None
    room.save()
    erase(room)
    assert refused(room, deed, member_of(room, mia)) == "not_found"


# Together


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_close_the_room_once(room, mia, noah):
    proposed(room, mia)

    outcomes = at_once(lambda: signed(room, mia).pk, lambda: signed(room, noah).pk)

    assert outcomes == [Closing.objects.get().pk] * 2
    assert kinds(room) == ["closing.proposed", "closing.signed", "closing.signed", "room.closed"]


@pytest.mark.django_db(transaction=True)
def test_signature_and_other_words_at_once_never_close_on_unread_words(room, mia, noah):
    proposed(room, mia)
    signed(room, mia)

    at_once(lambda: proposed(room, mia, "Something else"), lambda: signed(room, noah))

    row = Closing.objects.get()
    assert (row.closed_at is None) == (row.version == 2)
    assert row.voices.exclude(signed_at=None).count() == (0 if row.version == 2 else 2)
