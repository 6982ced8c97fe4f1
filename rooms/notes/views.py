"""A note as a file to take away. Not here: the live note (rooms.note_talk)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import ValidationError, convert

from rooms.entry import members_only
from rooms.notes.reading import read_document
from rooms.protocol.notes import NoteName
from rooms.reading import one_moment
from rooms.refusals import Refused

if TYPE_CHECKING:
    from rooms.entry import SignedIn
    from rooms.models import Membership

FILE_NAMES = {"room": "shared-note.md", "private": "private-note.md"}


@require_safe
@members_only
def export_note(_request: SignedIn, member: Membership, name: NoteName) -> HttpResponse:
    """Its Markdown as it now stands; in a closed room as well."""
    if not member.room.is_sealed:
        raise Http404
    try:
        convert(name, NoteName)
        with one_moment():
            _no, document = read_document(member, name)
    except (ValidationError, Refused):
        raise Http404 from None
    file_name = FILE_NAMES.get(name, "session-note.md")
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(document.text, content_type="text/markdown; charset=utf-8", headers=headers)
