"""The site. Before anything of it is read: zones come from the tzdata package, never from an older system copy."""

from __future__ import annotations

import zoneinfo

zoneinfo.reset_tzpath(())
