"""How each of the two databases is spoken to: modes, pool, patience. Not here: where the database is (settings)."""

from __future__ import annotations

from typing import Any

# The writer and four readers of a web process keep theirs; requests and sign-ins of sockets need some too.
LEAST_POOL = 8

CONNECT_SECONDS = 5
POOL_SECONDS = 8
LOCK_SECONDS = 4
STATEMENT_SECONDS = 8
IDLE_SECONDS = 10
# Well below the 30 s for which moved rooms and orders are looked for, so that no commit comes too late to be seen.
TRANSACTION_SECONDS = 20


def sqlite_options() -> dict[str, Any]:
    return {
        "transaction_mode": "IMMEDIATE",
        # Long enough for any transaction of ours, and short of what readiness takes for a stuck writer.
        "timeout": LOCK_SECONDS,
        # Secure deletion overwrites what was deleted, so that a copy of the file does not hold it.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        " PRAGMA secure_delete=ON;",
    }


def postgres_options(pool: int) -> dict[str, Any]:
    """A pool of up to this many connections, none of which waits for anything for ever."""
    limits = {
        "lock_timeout": LOCK_SECONDS,
        "statement_timeout": STATEMENT_SECONDS,
        "idle_in_transaction_session_timeout": IDLE_SECONDS,
        "transaction_timeout": TRANSACTION_SECONDS,
    }
    modes = ["default_transaction_isolation=read\\ committed", "synchronous_commit=on"]
    modes += [f"{name}={seconds}s" for name, seconds in limits.items()]
    return {
        "application_name": "menteo",
        "connect_timeout": CONNECT_SECONDS,
        "options": " ".join(f"-c {mode}" for mode in modes),
        "pool": {
            "min_size": 1,
            "max_size": pool,
            "timeout": POOL_SECONDS,
            # A database that comes back is found again before those who wait for it give up.
            "reconnect_timeout": POOL_SECONDS,
        },
        **DEAD_PEER,
    }


# A database whose machine vanished without a goodbye is given up after about ten seconds.
DEAD_PEER = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
