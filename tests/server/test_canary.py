"""The canary: words written into a site are found, afterwards, in the listed places and nowhere else."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from rooms.vault.master import master
from tests.builders.canary import canary, columns_with, database_files, disguises, empty_the_wal, files_with, holds
from tests.builders.database import only_sqlite
from tests.builders.people import person
from tests.builders.rooms import group_room, mentorship_room
from tests.builders.site import Site, sign_in
from tests.builders.talk import Talk, talk

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def test_key_of_a_room_stands_nowhere_in_clear(mia: Person) -> None:
    room = mentorship_room(mia, person("noah"))

    key = master().unwrap(room.pk, bytes(room.key.wrapped))

    assert columns_with(key.hex()) == files_with(key.hex()) == set()
    assert columns_with(key.decode("latin1")) == set()


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
