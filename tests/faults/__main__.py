"""`python -m tests.faults small|grown RUNS SENDS [FAULT...]`: sets up the site's environment, then runs the matrix.

Not here: the runs and their table (matrix).
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from importlib import import_module

import django

from tests.builders.postgres_server import PostgresServer
from tests.builders.redis_server import redis_server


def main(size: str, runs: int, sends: int, *only: str) -> int:
    os.environ.pop("GROWN", None)
    import_module("tests.environment")
    with ExitStack() as servers:
        postgres = redis = None
        if size == "grown":
            postgres, redis = PostgresServer(), servers.enter_context(redis_server())
            servers.callback(postgres.remove)
            postgres.start()
            os.environ |= {"DATABASE_URL": postgres.url(), "REDIS_URL": redis.url}
        django.setup()
        # Models can be imported from here on.
        matrix = import_module("tests.faults.matrix")
        return int(matrix.run_all(size, runs, sends, postgres, redis, only=only))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:]))
