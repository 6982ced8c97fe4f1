"""Every word of a template goes through gettext, and nothing in it needs an inline script or style."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings

TEMPLATES = settings.ROOT / "frontend" / "templates"
PATHS = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
SAID = {"alt", "aria-label", "placeholder", "title"}
TRANSLATED = re.compile(
    r"""
    {%\s*block\ \w+_class\s*%}.*?{%\s*endblock.*?%}   # names of classes
    | <(script|style)\b.*?</\1>
    | {%\s*comment.*?endcomment\s*%} | {\#.*?\#}
    | {%\s*blocktrans(late)?\b.*?endblocktrans(late)?\s*%}
    | {%.*?%} | {{.*?}}
    """,
    re.DOTALL | re.VERBOSE,
)
WORD = re.compile(r"[^\W\d_]{2,}")


class Words(HTMLParser):
    """Collects what a reader would see or hear, and what a strict policy would block."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.blocked: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.said += [text for name, text in attrs if name in SAID and text]
        self.blocked += [name for name, _text in attrs if name == "style" or name.startswith("on")]

    def handle_data(self, data):
        self.said.append(data)


def read(path: str) -> Words:
    return Words(TRANSLATED.sub(" ", (TEMPLATES / path).read_text()))


@pytest.mark.parametrize("path", PATHS)
def test_template_can_be_translated(path):
    assert [text.strip() for text in read(path).said if WORD.search(text)] == []


@pytest.mark.parametrize("path", PATHS)
def test_template_has_no_inline_style_or_handler(path):
    assert read(path).blocked == []


@pytest.mark.parametrize("path", PATHS)
def test_script_bears_the_nonce(path):
    scripts = re.findall(r"<script\b[^>]*>", (TEMPLATES / path).read_text())

    assert [
        script for script in scripts if 'nonce="{{ CSP_NONCE }}"' not in script and "application/json" not in script
    ] == []


def test_scan_finds_what_is_not_translated():
    words = Words('<p title="Hint">Text</p><p style="color: red" onclick="go()">{{ name }}</p>')

    assert (words.said[:2], words.blocked) == (["Hint", "Text"], ["style", "onclick"])
