"""The default place of sealed bytes: a folder for the site's user alone. Not here: sealing them (sealed)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

if TYPE_CHECKING:
    from typing import IO


@deconstructible(path="rooms.files.storage.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """A folder whose files are on the disk when `save` returns, whatever happens to the machine afterwards."""

    def save(self, name: str | None, content: IO[bytes], max_length: int | None = None) -> str:
        saved = super().save(name, content, max_length=max_length)
        path = Path(self.path(saved))
        for each in (path, path.parent, path.parent.parent):
            flush(each)
        return saved


def flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
