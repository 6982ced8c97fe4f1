"""`make serve`: checks the port, makes the clone ready, keys and database too, then hands over to web and worker.

Runs on the system's Python. Not here: watching the processes (processes.py).
"""

from __future__ import annotations

import os
import socket

import setup
from console import PYTHON, ROOT, fail, run, say, step

LAST_PORT = 65535


def main() -> None:
    os.environ.setdefault("PORT", "8000")
    os.environ.setdefault("BIND", "127.0.0.1")
    if not truthy(os.environ.get("PRODUCTION", "")):
        os.environ.setdefault("DEMO", "1")
    refuse_taken(os.environ["BIND"], os.environ["PORT"])
    say("Menteo is getting ready.")
    setup.prepare("serve")
    with step("Keys, database, demo data" if os.environ.get("DEMO") == "1" else "Keys and database"):
        run([PYTHON, "manage.py", "release"], failure="Menteo cannot start")
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "bin/processes.py"])  # noqa: S606  (its own arguments)


def truthy(value: str) -> bool:
    return value.lower() in ("1", "true", "on", "ok", "y", "yes")


def refuse_taken(address: str, port: str) -> None:
    """End in one sentence when nobody could listen there, before anything is started."""
    if not port.isdigit() or not 0 < int(port) <= LAST_PORT:
        fail(f"PORT must be a number from 1 to {LAST_PORT}, not {port!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, int(port)))
        except OSError as error:
            fail(
                f"Port {port} on {address} cannot be used ({os.strerror(error.errno or 0)}): "
                f"choose another, for instance make serve PORT={int(port) % LAST_PORT + 1}."
            )


if __name__ == "__main__":
    main()
