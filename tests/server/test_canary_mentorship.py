"""The canary of a mentorship: one word in all that its people can write, sealed in every column that is to be."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from asgiref.sync import sync_to_async
from django.db import connection

from rooms.models import RoomEvent
from server.accounts.sessions import SessionStore
from tests.builders.browsing import Page
from tests.builders.canary import canary, cells, columns_with, files_with
from tests.builders.https_server import https_server
from tests.builders.mentorship_words import (
    AMOUNTS,
    feed_of,
    meet,
    name_a_calendar,
    places_of,
    speak_of_an_end,
    wordy_places,
    work_on_the_board,
)
from tests.builders.notes import Editor, encoded
from tests.builders.people import person
from tests.builders.rooms import mentorship_room
from tests.builders.site import Site, sign_in
from tests.builders.talk import talk
from tests.server.test_canary import RARE_EMOJI, status_of, write_everywhere
from tests.server.test_sealed_columns import SEALED, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from calendar_sync.models import Session
    from rooms.models import Room
    from server.accounts.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _queue(settings: SettingsWrapper) -> None:
    """Mail waits in rows, as it does on the site."""
    settings.EMAIL_BACKEND = "server.notices.mail.QueuedBackend"


@pytest.fixture
def site(django_db_setup: None) -> Iterator[Site]:
    site = Site()
    site.start()
    yield site
    site.kill()


async def test_whatever_a_mentorship_writes_stands_nowhere_in_clear(site: Site, mia: Person) -> None:
    life = await sync_to_async(Life)(site, mia)

    said = await life.write_live()
    await sync_to_async(life.write_by_pages)()
    read = await sync_to_async(life.read_everywhere)()

    assert places_of(said, life.word) == wordy_places()
    assert read == ["files-lost.md"]
    assert await sync_to_async(filled)() == listed(SEALED)
    for sought in (life.word, life.word.upper(), RARE_EMOJI, *map(str, AMOUNTS.values())):
        assert await sync_to_async(columns_with)(sought) == set()
        assert files_with(sought) == set()


class Life:
    """A mentorship whose people write the word wherever they can."""

    def __init__(self, site: Site, mia: Person) -> None:
        self.site, self.mia, self.noah, self.word = site, mia, person("noah"), canary()
        self.room: Room = mentorship_room(mia, self.noah)
        self.tokens = {each: sign_in(each) for each in (mia, self.noah)}
        self.page = Page(site, self.tokens[self.noah], self.room)
        self.file = str(self.page.upload(f"{self.word}.txt", b"\n".join([self.word.encode()] * 10_000))["id"])
        self.meeting: Session = meet(self.room, mia, self.noah, self.word)

    async def write_live(self) -> list[tuple[str, dict[str, object]]]:
        mias, noahs = (talk(self.site, each, token, self.room) for each, token in self.tokens.items())
        async with mias as ours, noahs as theirs:
            await write_everywhere(theirs, self.word)
            said = await work_on_the_board(ours, theirs, self.word, self.file)
            for note in ("room", "private", str(self.meeting.pk)):
                update = encoded(Editor().write(self.word).changes()[0])
                replies = [await theirs.pass_on("note.update", note=note, update=each) for each in (update, "====")]
                assert [reply["ok"] for reply in replies] == [True, False]
            assert self.word in json.dumps(await theirs.pass_on("board.read", after=None))
        return said

    def write_by_pages(self) -> None:
        speak_of_an_end(self.room, self.mia, self.noah, self.word)
        with https_server() as server:
            name_a_calendar(self.mia, self.word, server)
        second = SessionStore(self.tokens[self.mia])
        second["mfa.totp.secret"] = self.word.upper()
        second.save()
        TOTP.activate(self.mia, self.word.upper())

    def read_everywhere(self) -> list[str]:
        """Pages that do not answer, and parts of a copy without the word: the list of lost files, which is empty."""
        copy = self.page.read("export/")
        with zipfile.ZipFile(io.BytesIO(copy)) as archive:
            missing = [
                name for name in archive.namelist() if self.word.encode() not in archive.read(name) + name.encode()
            ]
        session = f"/sessions/{self.meeting.pk}"
        for path in (f"{session}/", f"{session}.ics", "/sessions/", "/sessions/month/", feed_of(self.noah)):
            missing += [] if status_of(self.site.url + path, self.tokens[self.noah]) == 200 else [path]
        return missing


def filled() -> set[str]:
    """The columns that are to be sealed and hold something."""
    tables = {column.split(".")[0] for column in listed(SEALED)}
    assert RoomEvent._meta.db_table in tables
    assert tables <= set(connection.introspection.table_names())
    return listed(SEALED) & {name for table in tables for name, value in cells(table) if value}
