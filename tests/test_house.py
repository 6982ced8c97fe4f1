"""The rules of the house that no other tool knows: names, sizes, openings, doors, and what no file may say."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("server", "rooms", "presence", "calendar_sync")
OF_A_KIND = {"utils", "util", "helpers", "services", "common", "core", "misc", "managers", "selectors"}
LONGEST_FUNCTION = 40
LONGEST_COMPONENT = 80
LONGEST_FILE = 400
MOST_POSITIONAL = 5  # self and four
DOMAINS = r"\.(org|com|net|io|dev)\b"
HOSTS = rf"(py|test\.py)pi{DOMAINS}|pythonhosted{DOMAINS}|registry\.(npmjs|yarnpkg){DOMAINS}|\bdebian{DOMAINS}"
MACHINE = r"(?<![\w.])/(home|root|Users|work|opt)/\w|[A-Z]:\\\\Users"


@cache
def files(*endings: str) -> list[Path]:
    """What the repository holds, with what is about to be added."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    paths = [ROOT / name for name in listed]
    return [path for path in paths if path.is_file() and (not endings or path.name.endswith(endings))]


def modules() -> list[Path]:
    return [path for path in files(".py") if "migrations" not in path.parts]


def sources() -> list[Path]:
    return [path for path in modules() if "tests" not in path.parts]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def naming(pattern: str, paths: list[Path]) -> list[str]:
    """The places whose text matches a pattern."""
    found = re.compile(pattern)
    return [
        f"{name(path)}:{no}"
        for path in paths
        for no, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if found.search(line)
    ]


def test_no_file_is_named_after_a_kind() -> None:
    assert [name(path) for path in files() if OF_A_KIND & {path.stem, *path.relative_to(ROOT).parts}] == []


def test_every_module_says_what_it_is_for() -> None:
    written = [path for path in modules() if path.read_text().strip()]

    assert [name(path) for path in written if not ast.get_docstring(ast.parse(path.read_text()))] == []


def test_every_script_and_style_sheet_says_what_it_is_for() -> None:
    paths = [path for path in files(".ts", ".tsx", ".css", ".mjs") if "tests" not in path.parts]

    assert [name(path) for path in paths if not path.read_text().startswith(("//", "/*"))] == []


def test_no_file_is_longer_than_it_may_be() -> None:
    paths = files(".py", ".ts", ".tsx", ".css", ".mjs", ".html")

    assert [name(path) for path in paths if path.read_text().count("\n") > LONGEST_FILE] == []


def test_no_function_is_longer_than_it_may_be() -> None:
    long = [
        f"{name(path)}:{node.name}"
        for path in modules()
        for node in functions(path)
        if (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]

    assert long == []


def test_no_function_takes_many_arguments_by_place() -> None:
    # The place of a sealed value has five parts, always the same and in the same order.
    paths = [path for path in sources() if name(path) != "rooms/vault/cipher.py"]
    wide = [
        f"{name(path)}:{node.name}"
        for path in paths
        for node in functions(path)
        if len(node.args.posonlyargs) + len(node.args.args) > MOST_POSITIONAL
    ]

    assert wide == []


def test_imports_stand_at_the_top() -> None:
    hidden = [
        f"{name(path)}:{inner.lineno}"
        for path in sources()
        for node in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


@pytest.mark.parametrize("pattern", [HOSTS, MACHINE])
def test_no_file_names_a_registry_host_or_a_machine_path(pattern: str) -> None:
    paths = [path for path in files() if path.suffix not in {".woff2", ".png", ".ico"} and path.name != "test_house.py"]

    assert naming(pattern, paths) == []


def test_nothing_is_left_for_later() -> None:
    paths = [path for path in files(".py", ".ts", ".tsx", ".css", ".html", ".mjs") if path.name != "test_house.py"]

    assert (
        naming(r"\b(TODO|FIXME|XXX|HACK)\b|pytest\.mark\.(skip|xfail)\b|\b(it|test)\.(only|skip|todo)\b", paths) == []
    )


def test_only_the_log_writes_room_events() -> None:
    written = r"RoomEvent\(|RoomEvent\.objects\.(create|bulk_create|get_or_create|update_or_create)"
    paths = [path for path in sources() if not name(path).startswith(("rooms/log", "rooms/models/"))]

    assert naming(written, paths) == []


def test_no_template_carries_script_or_style_of_its_own() -> None:
    # Mail programs know no style sheets, and no policy forbids them inline styles.
    pages = [path for path in files(".html") if "emails" not in path.parts]

    assert naming(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", pages) == []


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    entries = [line for line in text.split("[tool.", 1)[0].splitlines() if re.match(r'\s+"[\w-]+', line)]
    plain = {'"pytest>=9",', '"pytest-django>=4.11",'}

    assert [line for line in entries if "#" not in line and line.strip() not in plain] == []


def test_lock_for_tests_holds_the_lock_for_serving() -> None:
    serving, testing = (
        set(re.findall(r"^[\w.-]+==\S+", (ROOT / lock).read_text(), re.MULTILINE))
        for lock in ("requirements.txt", "requirements-dev.txt")
    )

    assert serving <= testing


def test_every_locked_package_has_its_hash() -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements-dev.txt").read_text())

    assert [entry.split()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []
