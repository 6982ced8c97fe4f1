"""The files that evidence holds: attached with it, let loose when it goes, back with an undo. Not here: files (files).

A file that was let loose stays its owner's for a day, as long as its removal may be undone; an erased one goes at once.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from rooms.files import keeping, sealed
from rooms.protocol.pieces import Evidence
from rooms.refusals import Refused

if TYPE_CHECKING:
    from rooms.board.deed import Deed
    from rooms.board.pieces import Values
    from rooms.protocol.pieces import AnyPiece


def enclose(deed: Deed, file_id: str) -> Values:
    """Attach an own file; what everybody is shown of it."""
    file = keeping.attach(deed.member, uuid.UUID(file_id))
    name = sealed.open_name(file, deed.cipher)
    return {"id": file_id, "name": name, "size": file.size, "kind": str(file.kind)}


def enclose_again(deed: Deed, piece: AnyPiece) -> None:
    for file_id in _files_of([piece]):
        if not keeping.attach_again(deed.room, file_id):
            raise Refused("conflict", _("This cannot be undone any more: the file is gone."))


def let_loose(deed: Deed) -> None:
    """The files of all that this deed removes."""
    keeping.let_loose(_files_of(deed.inverse.made))


def erase_files(deed: Deed) -> None:
    keeping.let_go(_files_of(deed.inverse.made))


def _files_of(pieces: list[AnyPiece]) -> list[uuid.UUID]:
    return [uuid.UUID(piece.file.id) for piece in pieces if isinstance(piece, Evidence) and piece.file]
