"""What must be true before a process may serve. Not here: making it true (the release command)."""

from __future__ import annotations

import sys

from django.db import DatabaseError

from rooms.vault import VaultError, check_master


def refuse_unfit_start() -> None:
    """End the process with one sentence when the database does not answer, is not ours, or has another key."""
    try:
        check_master()
    except VaultError as fault:
        sys.exit(f"Not started: {fault}")
    except DatabaseError as fault:
        sys.exit(f"Not started: the database cannot be used ({type(fault).__name__}). Run `manage.py release` first.")
