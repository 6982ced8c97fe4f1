"""The canary: words written into a site are found, afterwards, in the listed places and nowhere else."""

from __future__ import annotations

import base64
import io
import json
import urllib.error
import urllib.request
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone
from msgspec.structs import replace

from calendar_sync.availability.publishing import Terms, publish
from calendar_sync.booking.booking import Wish, book
from calendar_sync.busy import sources as busy
from calendar_sync.sessions import editing
from calendar_sync.sessions.wording import Words
from rooms import closing, pausing
from rooms.vault.master import master
from server.accounts.sessions import SessionStore
from tests.builders.browsing import Page
from tests.builders.canary import canary, columns_with, database_files, disguises, empty_the_wal, files_with, holds
from tests.builders.chat import member_of, new_id
from tests.builders.database import only_sqlite
from tests.builders.files import stored
from tests.builders.notes import Editor, encoded
from tests.builders.people import person
from tests.builders.rooms import group_room, mentorship_room
from tests.builders.sessions import session
from tests.builders.site import Site, sign_in
from tests.builders.talk import Talk, talk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rooms.models import Room
    from server.accounts.models import Person
    from tests.builders.redis_server import RedisServer

pytestmark = pytest.mark.django_db(transaction=True)

# Rare enough to be a canary, and one emoji, as a reaction has to be.
RARE_EMOJI = "\N{LONG DRUM}\N{ZERO WIDTH JOINER}\N{BANJO}\N{ZERO WIDTH JOINER}\N{MILITARY HELMET}"


@pytest.fixture(scope="module")
def site(django_db_setup: None) -> Iterator[Site]:
    """One for all: each has a word of its own to look for."""
    site = Site()
    site.start()
    yield site
    site.kill()


async def write_everywhere(line: Talk, word: str) -> None:
    """The word as a message, an edit and a quote; the rare emoji as a reaction that stays and one taken back."""
    first = await line.send(f"{word} one")
    second = await line.send(f"{word} two", reply_to=first)
    replies = [
        await line.ask("message.edit", message=first, text=f"{word} three", base=1),
        await line.ask("reaction.add", message=first, emoji=RARE_EMOJI),
        await line.ask("reaction.add", message=second, emoji=RARE_EMOJI),
        await line.ask("reaction.remove", message=second, emoji=RARE_EMOJI),
    ]
    assert [reply["ok"] for reply in replies] == [True] * 4


async def write_on_the_board(line: Talk, word: str) -> None:
    """The word in every field of a board that takes words, changed, undone and, in one goal, erased."""
    goal, erased, milestone, task, evidence = (new_id() for _ in range(5))
    told = {name: f"{word} {name}" for name in ("title", "why", "success", "first_step", "obstacles", "help_wanted")}
    fields = {
        **told,
        "unit": word[:20],
        "skill": {"key": word, "label": word},
        "measure": "number",
        "target": 71_407.25,
    }
    said = [
        ("column.add", {"column": new_id(), "fields": {"name": word}}),
        ("goal.add", {"goal": goal, "fields": fields}),
        ("goal.edit", {"goal": goal, "base": 9, "fields": {"title": f"{word} again"}}),
        ("milestone.add", {"milestone": milestone, "goal": goal, "fields": {"title": word}}),
        ("milestone.edit", {"milestone": milestone, "base": 9, "fields": {"state": "dropped", "why": word}}),
        ("task.add", {"task": task, "goal": goal, "fields": {"title": word}}),
        ("task.remove", {"task": task, "base": 9}),
        ("checkin.add", {"check_in": new_id(), "goal": goal, "confidence": 3, "blocker": word, "help_wanted": word}),
        ("evidence.add", {"evidence": evidence, "goal": goal, "text": word}),
        ("scale.write", {"scale": new_id(), "goal": goal, "levels": [word] * 5}),
        ("goal.add", {"goal": erased, "fields": fields}),
        ("goal.erase", {"goal": erased, "base": 99}),
    ]
    assert [(await line.ask(kind, **data))["ok"] for kind, data in said] == [True] * len(said)
    wrong = [
        ("goal.edit", {"goal": goal, "base": 1, "fields": {word: word}}),
        ("goal.move", {"goal": goal, "column": word}),
    ]
    assert [(await line.ask(kind, **data))["ok"] for kind, data in wrong] == [False] * len(wrong)


async def provoke_errors(line: Talk, word: str) -> None:
    """The word in everything that is refused, since refusals like to quote."""
    replies = [
        await line.ask("message.send", text=word * 1_000),
        await line.ask("message.send", text=word, reply_to=word),
        await line.ask("message.edit", message=word, text=word, base=word),
        await line.ask(word, **{word: word}),
    ]
    assert [reply["ok"] for reply in replies] == [False] * 4
    await line.say({word: word})


def look_at_pages(site: Site, token: str, room: Room, word: str) -> list[int]:
    """The status of the pages that show the room's words, and of an address with the word that does not exist."""
    paths = [f"/rooms/{room.pk}/", f"/rooms/{room.pk}/transcript/", f"/{word}", f"/rooms/{word}/?q={word}"]
    return [status_of(site.url + path, token) for path in paths]


def status_of(url: str, token: str) -> int:
    cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={token}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=cookie), timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


async def live_in(site: Site, reader: Person, room: Room, word: str) -> None:
    token = await sync_to_async(sign_in)(reader)
    async with talk(site, reader, token, room) as line:
        await write_everywhere(line, word)
        await provoke_errors(line, word)
    statuses = await sync_to_async(look_at_pages)(site, token, room, word)
    assert statuses == [200, 200, 404, 404]
    assert b"status=404" in site.log.read_bytes()


async def test_words_of_a_mentorship_room_stand_nowhere_in_clear(site: Site, mia: Person) -> None:
    noah = await sync_to_async(person)("noah")
    room = await sync_to_async(mentorship_room)(mia, noah)
    word = canary()

    await live_in(site, mia, room, word)

    for sought in (word, RARE_EMOJI):
        assert await sync_to_async(columns_with)(sought) == set()
        assert files_with(sought) == set()


async def test_words_and_numbers_of_a_goal_board_stand_nowhere_in_clear(site: Site, mia: Person) -> None:
    noah = await sync_to_async(person)("noah")
    room = await sync_to_async(mentorship_room)(mia, noah)
    word, token = canary(), await sync_to_async(sign_in)(noah)

    async with talk(site, noah, token, room) as line:
        await write_on_the_board(line, word)
        assert word in json.dumps(await line.pass_on("board.read", after=None))

    for sought in (word, "71407.25"):
        assert await sync_to_async(columns_with)(sought) == set()
        assert files_with(sought) == set()


async def test_words_of_a_group_room_stand_in_its_rows_and_nowhere_else(site: Site, mia: Person) -> None:
    room = await sync_to_async(group_room)("Clerks", mia)
    word = canary()

    await live_in(site, mia, room, word)

    assert await sync_to_async(columns_with)(word) == {"rooms_message.text"}
    assert await sync_to_async(columns_with)(RARE_EMOJI) == {"rooms_reaction.emoji", "rooms_roomevent.body"}
    assert files_with(word) | files_with(RARE_EMOJI) <= database_files()
    assert bool(files_with(word)) == bool(database_files())


async def test_redis_hears_no_word_of_any_room(redis: RedisServer, mia: Person) -> None:
    noah = await sync_to_async(person)("noah")
    rooms = [await sync_to_async(mentorship_room)(mia, noah), await sync_to_async(group_room)("Clerks", mia)]
    site, word = Site(REDIS_URL=redis.url), canary()
    with redis.overheard() as said:
        await sync_to_async(site.start)()
        for room in rooms:
            await live_in(site, mia, room, word)
        await sync_to_async(site.stop)()

    assert (b"PUBLISH" in said, holds(bytes(said), disguises(word))) == (True, False)


@only_sqlite
async def test_deleted_words_of_a_group_room_are_gone_from_the_disk(site: Site, mia: Person) -> None:
    room = await sync_to_async(group_room)("Clerks", mia)
    word = canary()
    token = await sync_to_async(sign_in)(mia)
    async with talk(site, mia, token, room) as line:
        message = await line.send(word)
        await line.ask("reaction.add", message=message, emoji=RARE_EMOJI)
        await line.ask("message.edit", message=message, text=f"{word} again", base=1)
        assert files_with(word)

        await line.ask("message.delete", message=message)

    await sync_to_async(empty_the_wal)()
    assert files_with(word) == files_with(RARE_EMOJI) == set()


async def test_words_of_notes_stand_nowhere_in_clear(site: Site, mia: Person) -> None:
    room = await sync_to_async(mentorship_room)(mia, noah := await sync_to_async(person)("noah"))
    word, token = canary(), await sync_to_async(sign_in)(mia)
    meeting = await sync_to_async(session)(room, mia, noah, timezone.now())

    async with talk(site, mia, token, room) as line:
        for note in ("room", "private", str(meeting.pk)):
            update = encoded(Editor().write(word).changes()[0])
            replies = [await line.pass_on("note.update", note=note, update=each) for each in (update, f"{word}====")]
            assert [reply["ok"] for reply in replies] == [True, False]
            view = (await line.pass_on("note.open", note=note))["data"]["note"]
            assert word.encode() in base64.b64decode(view["update"])

    assert await sync_to_async(status_of)(f"{site.url}/rooms/{room.pk}/notes/room/", token) == 200
    assert await sync_to_async(columns_with)(word) == set()
    assert files_with(word) == set()


def test_file_of_a_mentorship_room_stands_nowhere_in_clear(site: Site, mia: Person) -> None:
    page, word = Page(site, sign_in(mia), room := mentorship_room(mia, person("noah"))), canary()
    data = b"\n".join([word.encode()] * 10_000)

    said = page.upload(f"{word}.txt", data)

    assert (said["ready"], page.fetch(said["id"]) == data) == (True, True)
    assert len(stored(said["id"])) == room.files.get().chunks > 1
    assert columns_with(word) == files_with(word) == set()


def test_words_about_a_pause_and_an_end_stand_nowhere_in_clear(site: Site, mia: Person) -> None:
    room, word = mentorship_room(mia, noah := person("noah")), canary()
    pausing.pause(member_of(room, noah), word=word)
    closing.propose(member_of(room, mia), closing.Words(reached=word, continues=word, shareable=word))
    closing.answer(member_of(room, noah), word, objects=True)

    copy = Page(site, sign_in(mia), room).read("export/")

    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert archive.read("closing.md").decode().count(word) == 4
    assert columns_with(word) == files_with(word) == set()


def test_words_about_a_session_stand_nowhere_in_clear(site: Site, mia: Person) -> None:
    room, word = mentorship_room(mia, noah := person("noah")), canary()
    words = Words(title=word, agenda=word, link=f"https://{word}.example/", minutes=word)
    session = book(member_of(room, mia), Wish(soon(), 60, new_id(), words=words))[0]
    editing.write(member_of(room, noah), session.pk, replace(words, agenda=f"{word} again"), version=1)
    token = sign_in(noah)

    statuses = [
        status_of(site.url + path, token) for path in (f"/sessions/{session.pk}/", "/sessions/", "/sessions/month/")
    ]

    assert statuses == [200] * 3
    assert columns_with(word) == files_with(word) == set()


def test_addresses_of_meetings_and_calendars_stand_nowhere_in_clear(site: Site, mia: Person) -> None:
    word, token = canary(), sign_in(mia)
    publish(mia, Terms({"tzid": "UTC"}, (), {}, link=f"https://meet.example/{word}"), seen=0)
    busy.add(mia, f"https://calendar.example/{word}.ics")

    statuses = [status_of(site.url + path, token) for path in ("/availability/", "/availability/busy/")]

    assert statuses == [200] * 2
    assert columns_with(word) == files_with(word) == set()


def soon() -> datetime:
    """At a full hour of the day after tomorrow."""
    return (timezone.now() + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)


def test_key_of_a_room_stands_nowhere_in_clear(mia: Person) -> None:
    room = mentorship_room(mia, person("noah"))

    key = master().unwrap(room.pk, bytes(room.key.wrapped))

    assert columns_with(key.hex()) == files_with(key.hex()) == set()
    assert columns_with(key.decode("latin1")) == set()


def test_secret_of_a_second_factor_stands_nowhere_in_clear(mia: Person) -> None:
    word = canary().upper()
    session = SessionStore(sign_in(mia))
    session["mfa.totp.secret"] = word
    session.save()

    TOTP.activate(mia, word)

    assert columns_with(word) == files_with(word) == set()


def test_token_of_a_sign_in_stands_nowhere_in_clear(mia: Person) -> None:
    token = sign_in(mia)

    assert columns_with(token) == files_with(token) == set()


def test_queued_mail_stands_nowhere_in_clear(mia: Person) -> None:
    subject, body, recipient = canary(), canary(), f"{canary()}@court.example"
    post = get_connection("server.notices.mail.QueuedBackend")

    EmailMessage(subject, body, "site@court.example", [recipient], connection=post).send()

    for word in (subject, body, recipient):
        assert columns_with(word) == files_with(word) == set()


def test_search_finds_a_word_wherever_it_stands(mia: Person, db: None) -> None:
    word = canary()
    mia.about = word
    mia.save()
    (settings.VAR / "trace").write_bytes(word.encode("utf-16le"))

    found = columns_with(word), files_with(word)

    (settings.VAR / "trace").unlink()
    assert found[0] == {"accounts_person.about"}
    assert {"trace"} | (database_files() & found[1]) == found[1]
    assert len(found[1]) > 1 or not database_files()
