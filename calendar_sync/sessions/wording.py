"""What people write about a session, sealed as its room is. Not here: when it may be written (editing)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from rooms.outlook import clean

if TYPE_CHECKING:
    from calendar_sync.models import Session
    from rooms.vault import RoomCipher

TITLE_LENGTH = 120
LINK_LENGTH = 300
AGENDA_LENGTH = 4000
MINUTES_LENGTH = 8000


class Words(msgspec.Struct, frozen=True):
    """Title, what is to be talked about, an own address to meet at, and what came of it."""

    title: str = ""
    agenda: str = ""
    link: str = ""
    minutes: str = ""

    def cleaned(self) -> Words:
        return Words(
            title=clean(" ".join(self.title.split()), TITLE_LENGTH),
            agenda=clean(self.agenda, AGENDA_LENGTH),
            link=clean(self.link, LINK_LENGTH),
            minutes=clean(self.minutes, MINUTES_LENGTH),
        )


def words_of(session: Session, cipher: RoomCipher) -> Words:
    if not session.words:
        return Words()
    opened = cipher.open("session", session.pk, "words", session.words_version, bytes(session.words))
    return msgspec.json.decode(opened, type=Words)


def put_words(session: Session, words: Words, cipher: RoomCipher) -> None:
    """Give the row these words; nothing is stored."""
    session.words_version += 1
    written = msgspec.json.encode(words)
    session.words = cipher.seal("session", session.pk, "words", session.words_version, written)
