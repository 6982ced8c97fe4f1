"""The doors of a room's files: bring one in chunk by chunk, fetch one. Not here: the rules (uploading, keeping)."""

from __future__ import annotations

import asyncio
from functools import wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import structlog
from allauth.core import ratelimit
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from rooms.entry import members_only
from rooms.files import keeping, sealed, uploading
from rooms.files.links import is_good, make_ticket
from rooms.models.file import CHUNK_BYTES
from rooms.refusals import Refused
from rooms.vault import Unreadable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from rooms.entry import SignedIn
    from rooms.models import File, Membership
    from rooms.protocol.wire import Code
    from rooms.vault import RoomCipher

    View = Callable[..., HttpResponse]

log = structlog.get_logger(__name__)

STATUSES: dict[Code, int] = {
    "bad_shape": 400, "read_only": 403, "not_found": 404, "conflict": 409, "too_long": 413, "too_fast": 429,
    "unavailable": 503,
}  # fmt: skip
HEADERS = {
    # Nothing in a file may run, load or be kept, wherever it is opened.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
    # A proxy that buffers would keep a long answer in a temporary file, in clear.
    "X-Accel-Buffering": "no",
}


class Announced(msgspec.Struct, forbid_unknown_fields=True):
    """What is asked for: room for a file of this name and size, under an id of the asker's choice."""

    id: UUID
    name: str
    size: int


class Standing(msgspec.Struct):
    """Where an upload stands: which chunk is wanted next, of how many bytes, and whether the file is ready."""

    id: UUID
    next: int
    chunk_bytes: int
    ready: bool
    kind: str


def answering(view: View) -> View:
    """Say no in the words of the socket, with the status that HTTP has for it."""

    @wraps(view)
    def guarded(request: SignedIn, member: Membership, **address: Any) -> HttpResponse:
        try:
            return view(request, member, **address)
        except Refused as refused:
            return answer(refused.view, STATUSES.get(refused.code, 400))

    return guarded


@require_POST
@members_only
@answering
def begin(request: SignedIn, member: Membership) -> HttpResponse:
    if not ratelimit.consume(request, action="upload"):
        raise Refused("too_fast", _("Many files in a short time. Wait some minutes."))
    try:
        asked = msgspec.json.decode(request.body, type=Announced)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused("bad_shape", _("This request is not what it should be.")) from None
    return standing(uploading.begin(member, file_id=asked.id, name=asked.name, size=asked.size))


@require_POST
@members_only
@answering
def chunk(request: SignedIn, member: Membership, file: UUID, no: int) -> HttpResponse:
    # Read only what can be a chunk: a larger one is refused by its length.
    data = request.read(CHUNK_BYTES + 1)
    try:
        return standing(uploading.add_chunk(member, file, no, data))
    except OSError:
        log.exception("a chunk of a file could not be stored")
        raise Refused("unavailable", _("Files cannot be stored at the moment. Try again later.")) from None


@require_POST
@members_only
@answering
def cancel(_request: SignedIn, member: Membership, file: UUID) -> HttpResponse:
    uploading.cancel(member, file)
    return HttpResponse(status=204)


def standing(file: File) -> HttpResponse:
    ready = file.finished_at is not None
    return answer(Standing(id=file.pk, next=file.received, chunk_bytes=CHUNK_BYTES, ready=ready, kind=file.kind), 200)


def answer(body: msgspec.Struct, status: int) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), status=status, content_type="application/json")


@require_safe
@members_only
def show(_request: SignedIn, member: Membership, file: UUID) -> HttpResponse:
    """Lead a member to the file by a link that ends soon and is nobody else's."""
    seen = visible(member, file)
    ticket = make_ticket(member.person_id, seen.pk)
    return HttpResponseRedirect(reverse("rooms:file_bytes", args=[member.room_id, seen.pk, ticket]))


@require_safe
@members_only
def fetch(_request: SignedIn, member: Membership, file: UUID, ticket: str) -> HttpResponse | StreamingHttpResponse:
    """The bytes: pictures to be looked at, anything else to be saved."""
    seen = visible(member, file)
    if not is_good(ticket, member.person_id, seen.pk):
        raise Http404
    try:
        cipher = sealed.cipher_of(member.room)
        name, first = sealed.open_name(seen, cipher), sealed.read_chunk(seen, cipher, 0)
    except Refused:
        raise Http404 from None
    except Unreadable:
        log.warning("a file that should be there does not open")
        raise Http404 from None
    return StreamingHttpResponse(bytes_of(seen, cipher, first), headers=headers_of(seen, name))


def visible(member: Membership, file: UUID) -> File:
    try:
        return keeping.visible_file(member, file)
    except Refused:
        raise Http404 from None


def headers_of(file: File, name: str) -> dict[str, str]:
    shown = content_disposition_header(not file.is_image, name) or "inline"
    kind = f"image/{file.kind}" if file.is_image else "application/octet-stream"
    return {**HEADERS, "Content-Type": kind, "Content-Length": str(file.size), "Content-Disposition": shown}


async def bytes_of(file: File, cipher: RoomCipher, first: bytes) -> AsyncIterator[bytes]:
    """Opened while they are sent, so that no more than a chunk is in memory; a false chunk breaks the answer off."""
    yield first
    for no in range(1, file.chunks):
        yield await asyncio.to_thread(sealed.read_chunk, file, cipher, no)
