"""Mail that a mail server puts into a maildir. Not here: what becomes of it (arrivals)."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from calendar_sync.inbound.boxes import MOST_AT_ONCE, Stuck

if TYPE_CHECKING:
    from collections.abc import Iterator
    from urllib.parse import SplitResult

READ = ":2,S"


class File:
    """One mail in the folder of what is new."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def size(self) -> int:
        with stuck():
            return self._path.stat().st_size

    def content(self) -> bytes:
        with stuck():
            return self._path.read_bytes()

    def done(self) -> None:
        with stuck():
            read = self._path.parent.parent / "cur" / (self._path.name + READ)
            read.parent.mkdir(exist_ok=True)
            self._path.replace(read)


@contextmanager
def stuck() -> Iterator[None]:
    """A file that may not be read, is none, or was taken away by another reader."""
    try:
        yield
    except OSError:
        raise Stuck from None


@contextmanager
def waiting_at(address: SplitResult) -> Iterator[Iterator[File]]:
    yield waiting_in(Path(address.path))


def waiting_in(folder: Path) -> Iterator[File]:
    """Newest first, so that what nobody can take never hides what came after it; OSError where there is no maildir."""
    files = sorted((folder / "new").iterdir(), reverse=True)
    return (File(path) for path in files[:MOST_AT_ONCE])
