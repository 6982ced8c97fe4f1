"""`make check`: everything that can be judged without running the site, all of it even when one part fails.

Runs on the system's Python. Not here: tests (test.py).
"""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import setup
from console import PYTHON, ROOT, VENV, say

FRONT_END = ROOT / "frontend"
HOUSE = ("tests/test_house.py", "tests/test_docs.py")
Check = tuple[str, list[str], Path]


def main() -> None:
    setup.prepare("test")
    failed = run_all()
    sys.exit(f"Failed: {', '.join(failed)}." if failed else 0)


def run_all() -> list[str]:
    """Run every check, two at a time, show what the failing ones say, and return their names."""
    started = time.monotonic()
    every = checks()
    with ThreadPoolExecutor(2) as pool:
        fine = list(pool.map(lambda check: passes(*check), every))
    say(f"{sum(fine)} of {len(every)} checks passed in {time.monotonic() - started:.0f} s.")
    return [name for (name, _command, _folder), passed in zip(every, fine, strict=True) if not passed]


def checks() -> list[Check]:
    templates = sorted(str(path) for path in (FRONT_END / "templates").rglob("*.html"))
    manage: list[str] = [PYTHON, "manage.py"]
    return [
        ("mypy", [tool("mypy")], ROOT),
        ("ruff check", [tool("ruff"), "check"], ROOT),
        ("ruff format", [tool("ruff"), "format", "--check"], ROOT),
        ("import rules", [tool("lint-imports"), "--no-logo"], ROOT),
        ("templates", [tool("djade"), "--check", "--target-version", "5.2", *templates], ROOT),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], ROOT),
        ("protocol types", [*manage, "protocol_types", "--check"], ROOT),
        ("words of the islands", [*manage, "words_types", "--check"], ROOT),
        ("catalogue of strings", [*manage, "catalogue", "--check"], ROOT),
        ("tsc", [PYTHON, "-c", setup.NODE, "node_modules/typescript/bin/tsc", "--noEmit"], FRONT_END),
        ("oxlint", [tool("oxlint"), "--deny-warnings", "src", "tests"], FRONT_END),
        ("house rules", [PYTHON, "-m", "pytest", "-q", *HOUSE], ROOT),
    ]


def tool(name: str) -> str:
    return str(VENV / "bin" / name)


def passes(name: str, command: list[str], folder: Path) -> bool:
    started = time.monotonic()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    fine = done.returncode == 0
    told = "" if fine else "\n" + done.stdout.decode(errors="replace")
    say(f"  {name} {'.' * (48 - len(name))} {'ok' if fine else 'FAILED'} {time.monotonic() - started:5.1f} s{told}")
    return fine


if __name__ == "__main__":
    main()
