"""`make bench`: runs the benches of tests/bench, one after the other. Not here: what they measure."""

from __future__ import annotations

import os
import subprocess
import sys

import browser
import setup
from console import PYTHON, ROOT, say

BENCHES = {
    "Appending": "tests.bench.appending",
    "Dragging a card": "tests.bench.dragging",
    "Reading a calendar": "tests.bench.feeds",
    "Beside others": "tests.bench",
}


def main() -> None:
    """Everything, or with arguments only what these choose of the comparison."""
    setup.prepare("test")
    os.environ["CHROMIUM"] = browser.chromium()
    chosen = {"Beside others": "tests.bench"} if sys.argv[1:] else BENCHES
    codes = [bench(title, module) for title, module in chosen.items()]
    sys.exit(max(codes))


def bench(title: str, module: str) -> int:
    say(f"\n{title}")
    return subprocess.run([PYTHON, "-m", module, *sys.argv[1:]], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    main()
