"""The site that the tests run: its own data folder and keys. Loaded by pytest before the settings are read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

os.environ["DJANGO_SETTINGS_MODULE"] = "server.settings"
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="menteo-test-")
os.environ["STATIC_DIR"] = str(ROOT / "var" / "static")
for name in ("PRODUCTION", "DEMO", "SITE_URL", "PORT", "VAULT_KEY_FILE", "DATABASE_URL", "TRUSTED_PROXIES", "SIGN_UP",
             "REDIS_URL"):  # fmt: skip
    os.environ.pop(name, None)

from server.keys import make_key  # noqa: E402  (the environment comes first)

for key in ("secret_key", "vault_key"):
    make_key(Path(os.environ["VAR_DIR"]) / "keys" / key)
