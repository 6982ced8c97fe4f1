"""`make faults`: kills, cuts and empties what the site stands on, and prints the outcome. Not here: the faults."""

from __future__ import annotations

import subprocess
import sys

import setup
from console import PYTHON, ROOT, say

RUNS, SENDS = "5", "30"


def main() -> None:
    setup.prepare("test")
    say("\nPeople talk while this happens; seconds to heal are counted from the end of the fault.\n")
    sys.exit(max(matrix(size) for size in ("small", "grown")))


def matrix(size: str) -> int:
    return subprocess.run([PYTHON, "-m", "tests.faults", size, RUNS, SENDS], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    main()
