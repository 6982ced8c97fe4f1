"""The documents say what is: settings, commands, routes, links, words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.management import get_commands
from django.urls import get_resolver

from tests.builders.commands import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
LONGEST_DECISION = 26
BY_COMMANDS_ALONE = {"BIND", "CHROMIUM"}


def section(text: str, title: str) -> str:
    """The text below a heading of the second level."""
    return text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def first_cells(table: str) -> set[str]:
    """What stands in code in the first column of a table."""
    rows = (line.split("|")[1] for line in table.splitlines() if line.startswith("| "))
    return {name for cell in rows for name in re.findall(r"`([^`]+)`", cell)}


def test_every_setting_is_documented_and_nothing_else() -> None:
    read = set(re.findall(r"env\.\w+\(\s*\"(\w+)\"", (ROOT / "server" / "settings.py").read_text()))

    assert first_cells(section(OPERATIONS, "Settings")) == read | BY_COMMANDS_ALONE


def test_every_environment_variable_is_read_once_and_in_the_settings() -> None:
    text = (ROOT / "server" / "settings.py").read_text()
    read = re.findall(r"env\.\w+\(\s*\"(\w+)\"", text)
    sources = [path for package in ("server", "rooms", "presence", "calendar_sync") for path in _python(package)]
    elsewhere = [
        path.name for path in sources if re.search(r"os\.environ\b(?!\.setdefault)|os\.getenv", path.read_text())
    ]

    assert sorted(read) == sorted(set(read))
    assert elsewhere == []


def _python(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text()
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    unknown = [name for name in re.findall(r"`make (\w+)|^make (\w+)", text, re.MULTILINE) if {*name} - {"", *targets}]
    missing = [name for name in re.findall(r"manage\.py (\w+)", text) if name not in get_commands()]
    scripts = [name for name in re.findall(r"\bbin/(\w+\.py)", text) if not (ROOT / "bin" / name).is_file()]

    assert (unknown, missing, scripts) == ([], [], [])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_in_a_document_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_file_that_the_house_names_exists() -> None:
    named = re.findall(r"`((?:server|rooms|presence|frontend|tests|bin)/[\w/.]+)`", ARCHITECTURE)

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_route_has_its_line() -> None:
    paths = {str(pattern.pattern) for pattern in flat(get_resolver().url_patterns)}
    documented = first_cells(section(ARCHITECTURE, "Routes"))

    tops = {path.split("/")[0] + "/" * ("/" in path) for path in paths} - {""}
    assert tops | {"/", "ws/live/", "live/"} == documented


def flat(patterns: list[object]) -> list[object]:
    """The patterns of the site, those behind an empty prefix in its place."""
    inner = [getattr(pattern, "url_patterns", None) for pattern in patterns]
    return [
        one
        for pattern, below in zip(patterns, inner, strict=True)
        for one in (flat(below) if below and str(pattern.pattern) == "" else [pattern])  # type: ignore[attr-defined]
    ]


def test_glossary_is_in_use() -> None:
    """Each word of the glossary stands in the code, so that the glossary does not outlive what it explains."""
    code = "\n".join(
        path.read_text().lower()
        for package in ("server", "rooms", "presence", "calendar_sync", "frontend/src")
        for path in (ROOT / package).rglob("*")
        if path.suffix in {".py", ".ts", ".tsx"}
    )
    words = [line.split("|")[1].strip() for line in section(ARCHITECTURE, "Words").splitlines()[3:] if line]

    assert len(words) > 20
    assert [word for word in words if word not in code and word.replace("-", " ") not in code] == []


@pytest.mark.parametrize("decision", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_decision_is_short_and_says_why_and_what_it_costs(decision: Path) -> None:
    text = decision.read_text()

    assert re.match(r"# \d+\. ", text)
    assert int(decision.stem[:4]) == int(text.split(".")[0][2:])
    assert [part for part in ("**Decided:**", "**Why.**", "**Costs.**") if part not in text] == []
    assert len(text.splitlines()) <= LONGEST_DECISION
