"""Runs the commands of bin/ as a person would, in processes of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_script(name: str, *, root: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """One script of bin/ with further environment variables."""
    command = [sys.executable, str(root / "bin" / name)]
    environment = {**os.environ, **variables}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=120)
