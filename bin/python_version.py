"""Refuses a Python that is too old, in one sentence; even Python 2 can read it. Nothing else belongs here."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (an old Python is what it looks for)
    sys.exit(
        "Menteo needs Python 3.11 or newer, and this is Python %d.%d: install a newer one, "  # noqa: UP031
        "or name it like this: make serve PYTHON=/path/to/python3.12" % sys.version_info[:2]
    )
