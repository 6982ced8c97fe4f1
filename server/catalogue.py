"""The interface's strings: found in code and templates, kept as a gettext catalogue, without GNU tools.

Babel is a tool of development: nothing that serves people imports this module.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import allauth
import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from server.pseudo import pseudo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PACKAGES = ("server", "rooms", "presence", "calendar_sync")
KEYWORDS = {
    name + lazy: shape
    for lazy in ("", "_lazy")
    for name, shape in {
        "gettext": None,
        "gettext_noop": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
} | {"_": None}


def source() -> Catalog:
    """Every string of the site's own code and templates, in the order of the alphabet."""
    catalogue = Catalog(project="Menteo", charset="utf-8", fuzzy=False)
    for path in sorted(_files()):
        name = path.relative_to(settings.ROOT).as_posix()
        for _line, message, comments, context in _strings(path):
            catalogue.add(message, locations=[(name, 1)], auto_comments=comments, context=context)
    return catalogue


def as_text(catalogue: Catalog) -> str:
    """The .po file; files are named without lines, so that moving code changes nothing."""
    out = io.BytesIO()
    write_po(out, catalogue, sort_output=True, omit_header=True, include_lineno=False, width=120)
    return HEADER + out.getvalue().decode()


def pretended() -> Catalog:
    """The pseudo-locale: our strings and those that Django and allauth show."""
    catalogue = Catalog(locale="en", charset="utf-8", fuzzy=False)
    for message in _all_messages():
        if message.id:
            said = pseudo(message.id) if isinstance(message.id, str) else tuple(map(pseudo, message.id))
            catalogue.add(message.id, said, context=message.context)
    return catalogue


def write_pseudo_locale(folder: Path) -> Path:
    path = folder / "en_XA" / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, pretended())
    return path


HEADER = """\
# The strings of the interface. Written by `manage.py catalogue`: do not edit.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def _files() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in (settings.ROOT / package).rglob("*.py") if "migrations" not in path.parts)
    templates = settings.ROOT / "frontend" / "templates"
    yield from (path for path in templates.rglob("*") if path.suffix in (".html", ".txt"))


def _strings(path: Path) -> Iterable[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text()
    if path.suffix != ".py":
        # What Django makes of a template is Python but for its indentation.
        text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
    return extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",))


def _all_messages() -> Iterator[Message]:
    yield from source()
    for package in (django, allauth):
        for path in sorted(Path(package.__path__[0]).rglob("locale/en/LC_MESSAGES/django.po")):
            with path.open("rb") as file:
                yield from read_po(file, locale="en")
