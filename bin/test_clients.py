"""`make test-clients`: our calendars in the hands of calendar programs of the system; names those that are missing.

Runs on the system's Python. Not here: readers from pip and npm, which `make test` asks.
"""

from __future__ import annotations

import re
import subprocess
import sys

import setup
from console import PYTHON, ROOT, say

MISSING = re.compile(r"^SKIPPED \[\d+\] \S+: (.*)$", re.MULTILINE)


def main() -> None:
    setup.prepare("test")
    command = [PYTHON, "-m", "pytest", "--no-header", "-q", "-m", "client", "tests/clients"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    say(done.stdout)
    for name in dict.fromkeys(MISSING.findall(done.stdout)):
        say(f"  not run: {name}")
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
