"""The site that the tests run: its own data folder and keys. Loaded by pytest before the settings are read.

With GROWN=1 it is the grown site: a real PostgreSQL that all processes of the run share, each with a database of its
own. A Redis is brought by those tests that are about several processes.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.builders.postgres_server import PostgresServer

ROOT = Path(__file__).resolve().parent.parent
MEMORY = "/dev/shm"
ENOUGH_BYTES = 1024**3
OF_THE_SITE = (
    "PRODUCTION", "DEMO", "SITE_URL", "PORT", "VAULT_KEY_FILE", "DATABASE_URL", "DATABASE_POOL", "REDIS_URL",
    "TRUSTED_PROXIES", "SIGN_UP", "INBOUND_URL", "INBOUND_SECRET",
)  # fmt: skip


def quick_folder() -> str | None:
    """In memory where there is enough: no test outlives the machine, and each commit waits for its disk."""
    is_roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES
    return MEMORY if is_roomy else None


os.environ["DJANGO_SETTINGS_MODULE"] = "server.settings"
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="menteo-test-", dir=quick_folder())
atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
os.environ["STATIC_DIR"] = str(ROOT / "var" / "static")
for name in OF_THE_SITE:
    os.environ.pop(name, None)


def shared_postgres() -> str:
    """The address of the run's server; whoever comes first starts it, and ends it at the end of its own life."""
    if "GROWN_DATABASE_URL" not in os.environ:
        # Our tests kill processes, never the machine: nothing is lost that was handed to the disk and not there yet.
        server = PostgresServer(fsync="off")
        atexit.register(server.remove)
        server.start()
        os.environ["GROWN_DATABASE_URL"] = server.url()
    return os.environ["GROWN_DATABASE_URL"]


if os.environ.get("GROWN") == "1":
    os.environ["DATABASE_URL"] = shared_postgres()

from server.keys import make_key  # noqa: E402  (the environment comes first)

for key in ("secret_key", "vault_key"):
    make_key(Path(os.environ["VAR_DIR"]) / "keys" / key)
