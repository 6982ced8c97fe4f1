"""The folder of sealed bytes is the site's own."""

from __future__ import annotations

import stat
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile

from rooms.files.sealed import private


def test_stored_bytes_lie_in_the_data_folder_and_are_readable_by_the_site_alone():
    name = private().save("mode/chunk", ContentFile(b"sealed"))

    path = Path(private().path(name))
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent)]
    private().delete(name)
    assert path.is_relative_to(settings.MEDIA_ROOT / "private")
    assert modes == [0o600, 0o700]
