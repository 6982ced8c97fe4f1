"""A file's name and bytes, sealed on their way into row and storage. Not here: what may be kept (content)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from rooms.models.file import CHUNK_BYTES
from rooms.refusals import Refused, erased
from rooms.vault import NoKey, Unreadable, keyring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.storage import Storage

    from rooms.models import File, Room
    from rooms.vault import RoomCipher

PURPOSE = "file"
NAME_VERSION = 1


def cipher_of(room: Room) -> RoomCipher:
    try:
        return keyring.for_room(room)
    except NoKey:
        raise erased() from None


def seal_name(file: File, cipher: RoomCipher, name: str) -> bytes:
    return cipher.seal(PURPOSE, file.pk, "name", NAME_VERSION, name.encode())


def open_name(file: File, cipher: RoomCipher) -> str:
    return cipher.open(PURPOSE, file.pk, "name", NAME_VERSION, bytes(file.name)).decode()


def put_chunks(file: File, cipher: RoomCipher, data: bytes) -> None:
    for no in range(file.chunks):
        put_chunk(file, cipher, no, data[no * CHUNK_BYTES : (no + 1) * CHUNK_BYTES])


def put_chunk(file: File, cipher: RoomCipher, no: int, data: bytes) -> None:
    """Store one chunk, in the place of what an attempt that was cut off may have left; one that stands there stays."""
    name = _name(file, no)
    if private().exists(name):
        if _holds(file, cipher, no, data):
            return
        private().delete(name)
    content = ContentFile(cipher.seal(PURPOSE, file.pk, _field(file, no), file.version, data))
    stored = private().save(name, content)
    if stored != name:
        # The same chunk is being stored by another request at this moment.
        private().delete(stored)
        raise Refused("conflict", "This chunk is on its way already.")


def _holds(file: File, cipher: RoomCipher, no: int, data: bytes) -> bool:
    try:
        return read_chunk(file, cipher, no) == data
    except Unreadable:
        return False


def read_chunks(file: File, cipher: RoomCipher) -> Iterator[bytes]:
    return (read_chunk(file, cipher, no) for no in range(file.chunks))


def read_chunk(file: File, cipher: RoomCipher, no: int) -> bytes:
    """Raises Unreadable for bytes that are missing, cut off, or not this chunk of this file."""
    try:
        with private().open(_name(file, no)) as stored:
            value = stored.read()
    except OSError:
        raise Unreadable("The bytes of this chunk are missing.") from None
    return cipher.open(PURPOSE, file.pk, _field(file, no), file.version, value)


def forget_chunks(file: File) -> None:
    """Delete every chunk of the file, of whatever version."""
    for name in _names(file):
        private().delete(name)
    # A folder has to go by itself; where there are no folders, nothing has this name.
    private().delete(str(file.pk))


def forget_other_versions(file: File) -> None:
    for name in _names(file):
        if not name.startswith(f"{file.pk}/{file.version}-"):
            private().delete(name)


def private() -> Storage:
    return storages["private"]


def _names(file: File) -> list[str]:
    try:
        _folders, names = private().listdir(str(file.pk))
    except FileNotFoundError:
        return []
    return [f"{file.pk}/{name}" for name in names]


def _name(file: File, no: int) -> str:
    return f"{file.pk}/{file.version}-{no}"


def _field(file: File, no: int) -> str:
    """Bound to its number, and the last one to being the last, so that no tail can be cut off unseen."""
    return f"last {no}" if no == file.chunks - 1 else f"chunk {no}"
