"""`make bench`: runs every bench of tests/bench, one after the other. Not here: what they measure."""

from __future__ import annotations

import subprocess
import sys

import setup
from console import PYTHON, ROOT, say


def main() -> None:
    setup.prepare("test")
    benches = sorted(path for path in (ROOT / "tests" / "bench").glob("*.py") if path.stem != "__init__")
    say(f"{len(benches)} to run: {', '.join(path.stem for path in benches)}.")
    codes = [bench(path.stem) for path in benches]
    sys.exit(max(codes, default=0))


def bench(name: str) -> int:
    say(f"\n{name.capitalize()}")
    return subprocess.run([PYTHON, "-m", f"tests.bench.{name}"], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    main()
