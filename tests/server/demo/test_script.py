"""How the texts of conversations are read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from server.demo.script import read_rows, read_scenes, span


def lines_of(folder, text):
    path = folder / "talk.txt"
    path.write_text(text, encoding="utf-8")
    return [line for scene in read_scenes(path) for line in scene.lines]


def test_line_goes_on_after_a_bar(tmp_path):
    [line] = lines_of(tmp_path, "== now\nmia: Two things:\n| - one\n|\n| - two")

    assert (line.who, line.text) == ("mia", "Two things:\n- one\n\n- two")


def test_line_answers_a_labelled_line_after_a_while(tmp_path):
    question, answer = lines_of(tmp_path, "== now\nmia #why: Why?\nnoah +40m >why: Because.")

    assert (answer.answers, answer.gap) == (question, timedelta(minutes=40))


def test_remarks_belong_to_the_line_above(tmp_path):
    [line] = lines_of(tmp_path, "== now\nmia: Text.\n^ noah 👍, omar 🙏\n^ was: Txet.\n^ gone 2m zoe")

    assert line.reactions == [("noah", "👍"), ("omar", "🙏")]
    assert (line.was, line.gone_after, line.gone_by) == ("Txet.", timedelta(minutes=2), "zoe")


def test_scenes_without_headings_are_parted_by_blank_lines(tmp_path):
    path = tmp_path / "talk.txt"
    path.write_text("s1: One.\nn1: Two.\n\n\ns1: Three.\n")

    assert [len(scene.lines) for scene in read_scenes(path)] == [2, 1]


def test_anything_else_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no line of a conversation"):
        lines_of(tmp_path, "== now\njust words")


def test_row_goes_on_after_a_bar(tmp_path):
    path = tmp_path / "rows.txt"
    path.write_text("One:\n| A\n| B\nTwo\n")

    assert read_rows(path) == ["One:\nA\nB", "Two"]


def test_span_reads_minutes_hours_and_days():
    assert [span("5m"), span("2h"), span("1d")] == [timedelta(minutes=5), timedelta(hours=2), timedelta(days=1)]
