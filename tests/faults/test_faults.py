"""Whatever is killed, cut or emptied while people talk: nothing acknowledged is lost, nothing comes twice.

The short form of `make faults`, in processes of its own: what it kills, nobody else's test stands on.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tests.builders.database import ON_POSTGRES

SIZE = "grown" if ON_POSTGRES else "small"
RUNS, SENDS = "1", "9"
PATIENCE_SECONDS = 400


def test_every_fault_leaves_nothing_lost_doubled_or_out_of_order():
    matrix = [sys.executable, "-m", "tests.faults", SIZE, RUNS, SENDS]

    done = subprocess.run(
        matrix, env=os.environ, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
