"""The inline grammar of messages: text to nodes to safe HTML, for transcript and mail. frontend/src/ui/format.ts reads
the same; one fixture holds both to it. Not here: who is mentioned or told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.utils.safestring import SafeString

    Node = dict[str, Any]
    Inline = str | Node
    Found = tuple[Node, int] | None

BLANK = " \t\n\u00a0"
URL_ENDS = BLANK + '<>"`'
URL_TAIL = ".,;:!?'*_"
NUMBERED = re.compile(r"([0-9]{1,3})[.)] (.+)")


def as_html(source: str, names: Mapping[str, str] | None = None) -> SafeString:
    """The text as HTML that needs no further cleaning."""
    return format_html_join("", "{}", ((_block_html(block),) for block in parse(source, names)))


def parse(source: str, names: Mapping[str, str] | None = None) -> list[Node]:
    """The blocks of a text; names maps who can be mentioned to their ids."""
    blocks: list[Node] = []
    run: list[tuple[str, str, int]] = []
    lines = source.replace("\r\n", "\n").split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        kind = None if line.startswith("```") or not line.strip() else _line(line)
        if run and (kind is None or kind[0] != run[0][0]):
            blocks.append(_block(run, names or {}))
            run = []
        if kind:
            run.append(kind)
        elif line.startswith("```"):
            code, at = _fenced(lines, at)
            blocks.append({"t": "pre", "text": code})
        at += 1
    return [*blocks, _block(run, names or {})] if run else blocks


def _fenced(lines: Sequence[str], start: int) -> tuple[str, int]:
    """The code of a fence that opens on line `start`, and the line that it ends on."""
    head = lines[start]
    if len(head) > len("``````") and head.endswith("```"):
        return head[3:-3], start
    end = next((i for i in range(start + 1, len(lines)) if lines[i].startswith("```")), len(lines))
    return "\n".join(lines[start + 1 : end]), end


def _line(text: str) -> tuple[str, str, int]:
    if text.startswith(">"):
        return "quote", text[2:] if text.startswith("> ") else text[1:], 0
    if text[:2] in ("- ", "* ", "• ") and len(text) > len("- "):
        return "ul", text[2:], 0
    numbered = NUMBERED.fullmatch(text)
    if numbered:
        return "ol", numbered[2], int(numbered[1])
    return "p", text, 0


def _block(run: Sequence[tuple[str, str, int]], names: Mapping[str, str]) -> Node:
    kind, _text, start = run[0]
    if kind in ("p", "quote"):
        return {"t": kind, "of": _inline("\n".join(text for _kind, text, _start in run), names)}
    items = [_inline(text, names) for _kind, text, _start in run]
    return {"t": "ul", "items": items} if kind == "ul" else {"t": "ol", "start": start, "items": items}


def _inline(text: str, names: Mapping[str, str]) -> list[Inline]:
    return _Reader(text, names).read(0, len(text), "")


class _Reader:
    def __init__(self, text: str, names: Mapping[str, str]) -> None:
        self.text = text
        self.names = sorted(names.items(), key=lambda pair: -len(pair[0]))

    def read(self, start: int, end: int, around: str) -> list[Inline]:
        """The nodes between two places; `around` names the marks that already stand around them."""
        nodes: list[Inline] = []
        missing: set[str] = set()
        plain = at = start
        while at < end:
            found = self.special(at, end, around, missing)
            if found is None:
                at += 1
                continue
            nodes += [self.text[plain:at]] if plain < at else []
            nodes.append(found[0])
            plain = at = found[1]
        return [*nodes, self.text[plain:end]] if plain < end else nodes

    def special(self, at: int, end: int, around: str, missing: set[str]) -> Found:
        match self.text[at]:
            case "\n":
                return {"t": "br"}, at + 1
            case "`":
                return self.code(at, end)
            case "*" | "_":
                return self.emphasis(at, end, around, missing)
            case "h":
                return self.link(at, end)
            case "@":
                return self.mention(at, end)
        return None

    def emphasis(self, at: int, end: int, around: str, missing: set[str]) -> Found:
        sign = "**" if self.text.startswith("**", at, end) else self.text[at]
        kind = "b" if sign == "**" else "i"
        return None if kind in around else self.mark(sign, at, end, around + kind, missing=missing)

    def code(self, at: int, end: int) -> Found:
        close = self.text.find("`", at + 1, end)
        inside = self.text[at + 1 : close]
        return None if close <= at + 1 or "\n" in inside else ({"t": "code", "text": inside}, close + 1)

    def mark(self, sign: str, at: int, end: int, around: str, *, missing: set[str]) -> Found:
        """Bold or italic: no blank inside next to the marks; italic needs a word boundary outside."""
        start = at + len(sign)
        if sign in missing or start >= end or self.text[start] in BLANK:
            return None
        if sign != "**" and self.is_word(at - 1):
            return None
        close = self.text.find(sign, start + 1, end)
        while close != -1 and not self.closes(sign, close, end):
            close = self.text.find(sign, close + 1, end)
        if close == -1:
            missing.add(sign)
            return None
        return {"t": around[-1], "of": self.read(start, close, around)}, close + len(sign)

    def closes(self, sign: str, at: int, end: int) -> bool:
        if self.text[at - 1] in BLANK:
            return False
        if sign == "**":
            return True
        doubled = sign == "*" and (self.text[at - 1] == "*" or self.text[at + 1 : end].startswith("*"))
        return not doubled and not self.is_word(at + 1)

    def link(self, at: int, end: int) -> Found:
        scheme = next((one for one in ("https://", "http://") if self.text.startswith(one, at, end)), None)
        if scheme is None or self.is_word(at - 1):
            return None
        close = next((i for i in range(at, end) if self.text[i] in URL_ENDS), end)
        while close > at and self.is_tail(self.text[at:close]):
            close -= 1
        return ({"t": "a", "href": self.text[at:close]}, close) if close > at + len(scheme) else None

    def is_tail(self, link: str) -> bool:
        """Whether the last character of a link belongs to the sentence around it."""
        return link[-1] in URL_TAIL or (link[-1] == ")" and link.count(")") > link.count("("))

    def mention(self, at: int, end: int) -> Found:
        if self.is_word(at - 1):
            return None
        for name, person in self.names:
            close = at + 1 + len(name)
            if close <= end and self.text.startswith(name, at + 1) and not self.is_word(close):
                return {"t": "at", "person": person, "name": name}, close
        return None

    def is_word(self, at: int) -> bool:
        return 0 <= at < len(self.text) and (self.text[at] == "_" or self.text[at].isalnum())


def _block_html(block: Node) -> SafeString:
    match block["t"]:
        case "pre":
            return format_html("<pre><code>{}</code></pre>", block["text"])
        case "p":
            return format_html("<p>{}</p>", _html(block["of"]))
        case "quote":
            return format_html("<blockquote>{}</blockquote>", _html(block["of"]))
    items = format_html_join("", "<li>{}</li>", ((_html(item),) for item in block["items"]))
    if block["t"] == "ul":
        return format_html("<ul>{}</ul>", items)
    return format_html('<ol start="{}">{}</ol>', block["start"], items)


def _html(nodes: Iterable[Inline]) -> SafeString:
    return format_html_join("", "{}", ((node if isinstance(node, str) else _node_html(node),) for node in nodes))


def _node_html(node: Node) -> SafeString:
    match node["t"]:
        case "b":
            return format_html("<strong>{}</strong>", _html(node["of"]))
        case "i":
            return format_html("<em>{}</em>", _html(node["of"]))
        case "code":
            return format_html("<code>{}</code>", node["text"])
        case "a":
            return format_html('<a href="{0}" rel="noopener noreferrer nofollow">{0}</a>', node["href"])
        case "at":
            return format_html('<span class="mention">@{}</span>', node["name"])
    return mark_safe("<br>")
