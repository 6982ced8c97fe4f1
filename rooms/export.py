"""A member's copy of a mentorship as one zip, made while it is sent, so that it lies on no disk. Not here: the door."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from rooms.board.markdown import board_markdown
from rooms.board.reading import read_board
from rooms.board.report import names_in, present_board, report_goals
from rooms.calendar import calendar
from rooms.closing_page import read_proposal
from rooms.files.sealed import open_name, read_chunks
from rooms.notes.reading import read_document
from rooms.notes.subjects import notes_of_sessions
from rooms.rendering import encode
from rooms.transcript import transcript_pages
from rooms.vault import Unreadable, keyring

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from rooms.closing_page import Proposal
    from rooms.models import File, Membership, Room
    from rooms.vault import RoomCipher

    Part = tuple[str, Iterable[str | bytes]]


class Pipe(io.RawIOBase):
    """Hands on what an archive writes, and keeps nothing."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # the archive writes nothing but bytes
        self._waiting += data
        return len(data)

    def take(self) -> bytes:
        waiting, self._waiting = bytes(self._waiting), bytearray()
        return waiting


def zipped(parts: Iterable[Part]) -> Iterator[bytes]:
    """The archive piece by piece; no piece is empty."""
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in parts:
            with archive.open(name, "w") as entry:
                for piece in pieces:
                    entry.write(piece if isinstance(piece, bytes) else piece.encode())
                    if sent := pipe.take():
                        yield sent
    yield pipe.take()


def read_copy(member: Membership) -> list[Part]:
    """All that the member may read here: conversation and files page by page while they are sent, the rest at once.

    Raises `not_found` for an erased room.
    """
    room = member.room
    proposal = read_proposal(room)
    goals = report_goals(present_board(room), names_in(room), timezone.localdate())
    pages = transcript_pages(room, zone=timezone.get_current_timezone(), language=translation.get_language() or "en")
    return [
        ("transcript.md", pages),
        ("shared-note.md", [read_document(member, "room")[1].text]),
        ("private-note.md", [read_document(member, "private")[1].text]),
        *_session_notes(member),
        ("goals.md", [board_markdown(goals)]),
        ("goals.json", [encode(read_board(room)).decode()]),
        ("sessions.md", [calendar().sessions_as_markdown(room)]),
        ("closing.md", [closing_markdown(proposal)] if proposal else []),
        *_files(room),
    ]


def _session_notes(member: Membership) -> list[Part]:
    """Each under its session's start by the clock of whoever takes the copy; two may have begun at the same time."""
    noted = [each for each in notes_of_sessions(member) if each.no]
    names = [f"{each.local.replace(':', '')}-{each.session[:8]}" for each in noted]
    texts = [read_document(member, each.session)[1].text for each in noted]
    return [(f"session-notes/{name}.md", [text]) for name, text in zip(names, texts, strict=True)]


def _files(room: Room) -> Iterator[Part]:
    """Those that belong to something, then what was lost of them; two may have the same name."""
    cipher, lost = keyring.for_room(room), list[str]()
    rows = room.files.ready().exclude(attached_at=None).order_by("at", "pk")
    parts = [(f"files/{str(row.pk)[:8]}-{open_name(row, cipher)}", row) for row in rows]
    yield from ((name, _bytes_of(row, cipher, name, lost)) for name, row in parts)
    yield "files-lost.md", (f"- {name}\n" for name in lost)


def _bytes_of(row: File, cipher: RoomCipher, name: str, lost: list[str]) -> Iterator[bytes]:
    try:
        yield from read_chunks(row, cipher)
    except Unreadable:
        lost.append(name)


def closing_markdown(proposal: Proposal) -> str:
    words = proposal.words
    said = [
        (_("What was reached"), words.reached),
        (_("What continues"), words.continues),
        (_("What may be shared"), words.shareable),
    ]
    lines = ["# " + _("Closing words"), *(f"## {title}\n\n{text}" for title, text in said if text)]
    lines.append("## " + _("Signatures"))
    for each in proposal.statements:
        signed = day_of(each.signed_at) if each.signed_at else _("Not signed")
        notice = ", " + _("gave notice on %(day)s") % {"day": day_of(each.notice_at)} if each.notice_at else ""
        lines.append(f"- {each.member.person.name}: {signed}{notice}" + f"\n\n  {each.text}" * bool(each.text))
    return "\n\n".join(lines) + "\n"


def day_of(moment: datetime) -> str:
    return timezone.localtime(moment).date().isoformat()
