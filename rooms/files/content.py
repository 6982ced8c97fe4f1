"""What a file is by its first bytes, and whether its name says the same (pure). Not here: decoding it (images).

A table of a dozen signatures is all that is needed to tell truth from lie; a library that names a thousand formats
would decide nothing more, since whatever is no image is only ever handed out as a download.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rooms.models import File
from rooms.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME_LENGTH = 120
SIGNATURES = (
    ("jpeg", 0, b"\xff\xd8\xff"),
    ("png", 0, b"\x89PNG\r\n\x1a\n"),
    ("gif", 0, b"GIF87a"),
    ("gif", 0, b"GIF89a"),
    ("webp", 8, b"WEBP"),
    ("pdf", 0, b"%PDF-"),
    ("zip", 0, b"PK\x03\x04"),
    ("zip", 0, b"PK\x05\x06"),
    ("ole", 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("rtf", 0, b"{\\rtf"),
    ("mp4", 4, b"ftyp"),
    ("ogg", 0, b"OggS"),
    ("wave", 8, b"WAVE"),
)
PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Tab, line feed, form feed, carriage return: all that a text may hold below the space.
IN_TEXTS = frozenset(b"\t\n\f\r") | frozenset(range(32, 256))
ENDINGS: Mapping[str, frozenset[str]] = {
    "jpeg": frozenset({"jpg", "jpeg", "jpe", "jfif"}),
    "png": frozenset({"png"}),
    "gif": frozenset({"gif"}),
    "webp": frozenset({"webp"}),
    "pdf": frozenset({"pdf"}),
    "zip": frozenset({"zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"}),
    "ole": frozenset({"doc", "xls", "ppt", "msg"}),
    "rtf": frozenset({"rtf"}),
    "mp4": frozenset({"mp4", "m4a", "m4v", "mov", "heic", "heif", "avif"}),
    "ogg": frozenset({"ogg", "oga", "ogv", "opus"}),
    "wave": frozenset({"wav"}),
    "text": frozenset({"txt", "md", "csv", "ics", "json", "xml", "html", "htm", "svg", "eml"}),
}
NAMED = {ending: kind for kind, endings in ENDINGS.items() for ending in endings}


def clean_name(said: str) -> str:
    """The last part of a path, without what steers a terminal or turns a line around; Refused when nothing is left."""
    last = unicodedata.normalize("NFC", said).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(each for each in last if unicodedata.category(each)[0] != "C").strip(" .")
    if not name:
        raise Refused("bad_shape", _("Give the file a name."))
    if len(name) > NAME_LENGTH:
        raise Refused("too_long", _("The name of the file is longer than 120 characters."))
    return name


def judge(name: str, head: bytes) -> File.Kind:
    """The kind by content; Refused for programs, and for a name that says something else than the content."""
    found = kind_of(head)
    if found == "program":
        raise Refused("bad_shape", _("Programs cannot be kept here."))
    ending = name.rpartition(".")[2].lower()
    if NAMED.get(ending, found) != found:
        raise Refused("bad_shape", format_lazy(_("This file is named .{ending}, but is none."), ending=ending))
    return File.Kind(found) if found in File.Kind.values else File.Kind.OTHER


def kind_of(head: bytes) -> str:
    for kind, at, signature in SIGNATURES:
        if head[at : at + len(signature)] == signature:
            return kind
    if IN_TEXTS.issuperset(head) or head.startswith(BYTE_ORDER_MARKS):
        return "text"
    return "program" if head.startswith(PROGRAMS) else "unknown"
