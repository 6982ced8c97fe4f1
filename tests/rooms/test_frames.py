"""What a frame of the socket may hold, and what is answered to any other."""

from __future__ import annotations

import json

import pytest

from rooms.frames import COMMANDS_PER_FRAME, BadFrame, read_frame
from rooms.protocol.commands import Ack, MessageSend

ID = "5f0c1a52-0000-4000-8000-000000000000"
SECRET = "confidential"


def sending(**more):
    return {"type": "message.send", "ref": 7, "room": ID, "client_id": "0123456789", "data": {"text": "Hi"}, **more}


def refusal(text):
    (bad,) = read_frame(text)
    assert isinstance(bad, BadFrame)
    return bad.ref, bad.refusal.code


def test_frame_of_one_command_is_read():
    (command,) = read_frame(json.dumps(sending()))

    assert (type(command), command.ref, command.data.text) == (MessageSend, 7, "Hi")


def test_frame_of_several_commands_keeps_their_order():
    commands = read_frame(json.dumps([sending(), {"type": "ack", "data": {"frames": 3}}]))

    assert [type(each) for each in commands] == [MessageSend, Ack]


def test_frame_with_one_bad_command_keeps_the_others():
    commands = read_frame(json.dumps([sending(), sending(data={}), sending(ref=9)]))

    assert [each.ref for each in commands] == [7, 7, 9]
    assert [isinstance(each, BadFrame) for each in commands] == [False, True, False]


def test_frame_without_commands_says_nothing():
    assert read_frame("[]") == []


def test_frame_holds_fifty_commands_and_no_more():
    assert len(read_frame(json.dumps([sending()] * COMMANDS_PER_FRAME))) == COMMANDS_PER_FRAME

    assert refusal(json.dumps([sending()] * (COMMANDS_PER_FRAME + 1))) == (None, "too_long")


def test_frame_of_bytes_is_refused():
    assert refusal(None) == (None, "bad_shape")


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "{", "[", "\x00", "nonsense", '{"type":"ack","data":{"frames":1}} {}', "[{}", "'single'",
        "[" * 30_000, '{"data":' * 6_000, "[" * 30_000 + "]" * 30_000,
        "\ud800",
        '{"type":"ack","data":{"frames":NaN}}',
        '{"type":"ack","data":{"frames":Infinity}}',
        json.dumps(sending(data={"text": "half a pair \ud800"})),
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused_without_a_number(text):
    assert refusal(text) == (None, "bad_shape")


@pytest.mark.parametrize("value", [5, "words", None, True, 1.5, [1], [[]]])
def test_what_is_no_object_is_refused(value):
    assert {each.refusal.code for each in read_frame(json.dumps(value))} == {"bad_shape"}


@pytest.mark.parametrize("kind", ["room.burn", "", "MESSAGE.SEND", 5, None, ["message.send"]])
def test_unknown_type_is_named_so(kind):
    assert refusal(json.dumps(sending(type=kind))) == (7, "unknown_type")


def test_missing_type_is_named_so():
    assert refusal('{"ref":7}') == (7, "unknown_type")


@pytest.mark.parametrize(
    "wrong",
    [
        {"more": 1},
        {"data": {"text": "Hi", "more": 1}},
        {"data": None},
        {"data": "Hi"},
        {"data": {}},
        {"data": {"text": ""}},
        {"data": {"text": 5}},
        {"data": {"text": "Hi", "reply_to": "everything"}},
        {"room": "-" * 36},
        {"room": ID.replace("-", "")},
        {"room": ID.upper()},
        {"room": f"{ID}\n"},
        {"room": 7},
        {"client_id": "short"},
        {"client_id": "with space"},
        {"client_id": "0123456789\n"},
    ],
)
def test_wrong_shape_is_answered_under_its_number(wrong):
    assert refusal(json.dumps(sending(**wrong))) == (7, "bad_shape")


@pytest.mark.parametrize("ref", [-1, 2**53, 10**400, "7", 7.5, True, None, {}])
def test_wrong_number_cannot_be_answered_under(ref):
    assert refusal(json.dumps(sending(ref=ref))) == (None, "bad_shape")


@pytest.mark.parametrize("number", [-1, 2**53, 10**30, 1.0, True, "1"])
def test_numbers_are_whole_and_kept_by_javascript(number):
    assert refusal(json.dumps({"type": "ack", "data": {"frames": number}})) == (None, "bad_shape")


@pytest.mark.parametrize(
    "wrong",
    [
        {"data": {"text": "x" * 8001}},
        {"client_id": "x" * 37},
        {"type": "reaction.add", "data": {"message": ID, "emoji": "👍" * 33}},
    ],
)
def test_too_long_is_named_so(wrong):
    assert refusal(json.dumps(sending(**wrong))) == (7, "too_long")


def test_text_of_full_length_is_read_in_any_script():
    (command,) = read_frame(json.dumps(sending(data={"text": "𝔪" * 8000})))

    assert len(command.data.text) == 8000


@pytest.mark.parametrize(
    "wrong",
    [
        {SECRET: 1},
        {f"x` - at `$.{SECRET}": 1},
        {"type": SECRET},
        {"room": SECRET},
        {"client_id": f"{SECRET} {SECRET}"},
        {"data": {"text": "Hi", SECRET: 1}},
        {"data": {"text": [SECRET]}},
        {"data": {"text": "Hi", "reply_to": SECRET}},
        {"data": {"text": SECRET * 1000}},
        {"data": SECRET},
        {"ref": SECRET},
        {"type": "presence.activity", "data": {"state": SECRET}},
        {"type": "hello", "data": {"client": "x", "tab": "0123456789", "person": ID, "rooms": {SECRET: None}}},
    ],
)
def test_refusal_quotes_nothing_of_what_was_said(wrong):
    (bad,) = read_frame(json.dumps(sending(**wrong)))

    assert SECRET not in str(bad.refusal)
