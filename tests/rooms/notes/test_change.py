"""What passes as a change of a note, and what does not, whoever wrote it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text

from rooms.notes.change import Malformed, read_change, read_vector
from rooms.notes.document import Document
from tests.builders.notes import Editor


def encoded_root(kind, name="text"):
    doc = Doc()
    doc.get(name, type=kind)
    return doc


def nested():
    doc = encoded_root(Array)
    doc.get("text", type=Array).append(Map({"a": 1}))
    return doc.get_update()


def formatted():
    doc = encoded_root(Text)
    doc.get("text", type=Text).insert(0, "bold", {"bold": True})
    return doc.get_update()


def embedded():
    doc = encoded_root(Text)
    doc.get("text", type=Text).insert_embed(0, {"image": "x"})
    return doc.get_update()


def elsewhere():
    doc = encoded_root(Text, "other")
    doc.get("other", type=Text).insert(0, "hidden")
    return doc.get_update()


def two_line_signs():
    return Editor().write("one\r\ntwo").changes()[0]


def with_a_gap():
    editor = Editor().write("a")
    editor.changes()
    return editor.write("b").changes()[0]


def deleting_what_is_not_there():
    editor = Editor().write("abc")
    editor.changes()
    return editor.delete(0, 2).changes()[0]


def test_change_tells_how_far_each_client_comes():
    editor = Editor().write("hello 😀").delete(0, 2)
    written, deleted = editor.changes()
    client = editor.doc.client_id

    assert read_change(written).added == {client: 8}
    assert (read_change(deleted).added, read_change(deleted).deleted) == ({}, {client: 2})
    assert read_vector(editor.doc.get_state()) == {client: 8}


STRANGE = {
    "nothing": b"",
    "its beginning": b"\x01",
    "an endless number": b"\xff" * 40,
    "something after its end": b"\x00\x00more",
    "words": b"garbage",
    "2^35 signs at once": b"\x01\x01\x05\x00\x01\x01\x04text\x80\x80\x80\x80\x80\x01\x00",
    "nested types": nested(),
    "a format": formatted(),
    "a picture": embedded(),
    "another root": elsewhere(),
    "two line signs": two_line_signs(),
    "a gap": with_a_gap(),
    "what is not there": deleting_what_is_not_there(),
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_no_editor_of_ours_writes_is_malformed(name):
    document = Document()

    with pytest.raises(Malformed):
        document.take(STRANGE[name])

    assert document.text == ""


@settings(max_examples=300)
@given(st.data())
def test_damaged_change_is_malformed_or_harmless(data):
    editor = Editor(client=7).write("first ").write("second").delete(2, 8).write("third", 0)
    update = bytearray(editor.doc.get_update())
    for _ in range(data.draw(st.integers(1, 4))):
        update[data.draw(st.integers(0, len(update) - 1))] = data.draw(st.integers(0, 255))

    document = Document()
    try:
        document.take(bytes(update))
    except Malformed:
        return

    again = Document()
    again.take(document.state())
    assert again.text == document.text


def test_vector_that_is_none_is_malformed():
    with pytest.raises(Malformed):
        Document().state(b"\xff\xff")


def test_repeated_change_is_nothing_new():
    document = Document()
    update, deletion = Editor().write("once").delete(0, 1).changes()

    taken = [document.take(each) for each in (update, update, deletion, deletion)]

    assert (taken, document.text) == ([True, False, True, False], "nce")
