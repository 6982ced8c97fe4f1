"""The texts of the demo can be said as they stand, and lead nowhere real."""

from __future__ import annotations

import re

import pytest

from rooms import chat
from server.demo.goals import read_work
from server.demo.pictures import draw
from server.demo.programme import read_programme
from server.demo.script import read_scenes
from server.demo.stock import PARTS, TEXTS

WRITTEN = [
    *TEXTS.glob("*.txt"),
    *(TEXTS / "writing_well" / f"{name}.txt" for name in ("threads", "exercises", "asides")),
]
LINES = [line for path in WRITTEN for scene in read_scenes(path) for line in scene.lines]
PEOPLE = read_programme().people


def test_every_speaker_is_somebody():
    parts = {part for line in LINES for part in (line.who, *(who for who, _emoji in line.reactions))}

    assert [part for part in parts if part not in PEOPLE and part[0] not in PARTS] == []


def test_every_reaction_is_one():
    for emoji in {emoji for line in LINES for _who, emoji in line.reactions}:
        chat.require_emoji(emoji)


def test_texts_are_sent_as_they_are_written():
    assert [line.text for line in LINES if chat.readable(line.text) != line.text] == []


def test_links_lead_to_the_example_domain():
    texts = " ".join(path.read_text() for path in TEXTS.rglob("*.txt"))

    assert {link.split("/")[2] for link in re.findall(r"https?://\S+", texts)} == {"example.org"}


@pytest.mark.parametrize("name", sorted({one.picture for one in PEOPLE.values()} - {""}))
def test_pictures_are_small_webp_files(name):
    picture = draw(name)

    assert picture[8:12] == b"WEBP"
    assert len(picture) < 60_000


@pytest.mark.parametrize("plan", read_programme().mentorships, ids=lambda plan: plan.script)
def test_work_is_done_by_the_two_of_the_room(plan):
    work = read_work(TEXTS / f"{plan.script}.toml")

    assert {step.who for step in work.step} == {plan.mentor, plan.mentee}
    assert work.note
