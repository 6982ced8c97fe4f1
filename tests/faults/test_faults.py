"""Whatever is killed, cut or emptied while people talk: nothing acknowledged is lost, nothing comes twice.

The short form of `make faults`, in processes of its own: what it kills, nobody else's test stands on.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tests.builders.database import ON_POSTGRES
from tests.faults.strikes import ON_SERVERS

SIZE = "grown" if ON_POSTGRES else "small"
RUNS, SENDS = "1", "9"
# What clients do to a site was tried on the small one; restarts one by one are test_handover's.
ONLY = list(ON_SERVERS) if ON_POSTGRES else []
PATIENCE_SECONDS = 400


def test_every_fault_leaves_nothing_lost_doubled_or_out_of_order():
    matrix = [sys.executable, "-m", "tests.faults", SIZE, RUNS, SENDS, *ONLY]

    done = subprocess.run(
        matrix, env=os.environ, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
