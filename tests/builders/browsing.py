"""Plain requests to a running site, as a page of a signed-in browser makes them. Not here: real browsers (browser)."""

from __future__ import annotations

import json
import re
import urllib.request
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings

from tests.builders.files import chunks_of

if TYPE_CHECKING:
    from rooms.models import Room
    from tests.builders.site import Site


class Page:
    """A room's page, with the token that it posts."""

    def __init__(self, site: Site, token: str, room: Room) -> None:
        self._address = f"{site.url}/rooms/{room.pk}/"
        self._cookies = f"{settings.SESSION_COOKIE_NAME}={token}"
        with self._ask("") as response:
            [self._token] = re.findall(rf"{settings.CSRF_COOKIE_NAME}=(\w+)", response.headers["Set-Cookie"])
        self._cookies += f"; {settings.CSRF_COOKIE_NAME}={self._token}"

    def upload(self, name: str, data: bytes) -> dict[str, Any]:
        """Bring a file in; gives what the site says of it in the end."""
        file_id = str(uuid.uuid4())
        said = self._post("files/", json.dumps({"id": file_id, "name": name, "size": len(data)}).encode())
        for no, chunk in enumerate(chunks_of(data)):
            said = self._post(f"files/{file_id}/chunks/{no}/", chunk, kind="application/octet-stream")
        return said

    def fetch(self, file_id: str) -> bytes:
        return self.read(f"files/{file_id}/")

    def read(self, path: str) -> bytes:
        """What stands at an address below the room's."""
        with self._ask(path) as response:
            return bytes(response.read())

    def _post(self, path: str, body: bytes, *, kind: str = "application/json") -> dict[str, Any]:
        headers = {"Content-Type": kind, "X-CSRFToken": self._token}
        with self._ask(path, body, headers) as response:
            said: dict[str, Any] = json.loads(response.read())
            return said

    def _ask(self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Any:
        request = urllib.request.Request(self._address + path, body, {"Cookie": self._cookies, **(headers or {})})
        return urllib.request.urlopen(request, timeout=20)
