"""Files of rooms: bytes of many kinds, and uploads through the real verbs. Not here: the doors (views)."""

from __future__ import annotations

import io
import os
import struct
import uuid
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from PIL import Image

from rooms.files import keeping, uploading
from rooms.models.file import CHUNK_BYTES
from tests.builders.chat import member_of

if TYPE_CHECKING:
    from rooms.models import File, Room
    from server.accounts.models import Person

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def picture(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, "teal" if mode in ("RGB", "RGBA") else 3).save(target, kind.upper(), **options)
    return target.getvalue()


def noise(size: tuple[int, int]) -> bytes:
    """A PNG that takes up several chunks, since no encoder makes noise small."""
    target = io.BytesIO()
    Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3)).save(target, "PNG")
    return target.getvalue()


def chunks_of(data: bytes) -> list[bytes]:
    return [data[at : at + CHUNK_BYTES] for at in range(0, len(data), CHUNK_BYTES)]


def bomb(width: int, height: int) -> bytes:
    """A PNG of a hundred bytes that says it is huge."""
    header = _part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _part(b"IDAT", zlib.compress(bytes(100))) + _part(b"IEND", b"")


def _part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def upload(room: Room, person: Person, data: bytes = PDF, name: str = "notes.pdf") -> File:
    """A whole file, through the real verbs; raises Refused."""
    member = member_of(room, person)
    file = uploading.begin(member, file_id=uuid.uuid4(), name=name, size=len(data))
    for no, chunk in enumerate(chunks_of(data)):
        file = uploading.add_chunk(member, file.pk, no, chunk)
    return file


def attached(room: Room, person: Person, data: bytes = PDF, name: str = "notes.pdf") -> File:
    return keeping.attach(member_of(room, person), upload(room, person, data, name).pk)


def stored(file_id: uuid.UUID) -> dict[str, bytes]:
    """What lies in the storage for a file, by name."""
    private = storages["private"]
    try:
        names = [f"{file_id}/{name}" for name in private.listdir(str(file_id))[1]]
    except FileNotFoundError:
        return {}
    return {name: Path(private.path(name)).read_bytes() for name in sorted(names)}


def overwrite(name: str, content: bytes) -> None:
    """Put something else in the place of a stored chunk, as whoever can write to the storage could."""
    Path(storages["private"].path(name)).write_bytes(content)
