"""What one reader has seen of a room: messages in order, cursor, who is here. Not here: the socket (chatter)."""

from __future__ import annotations

from typing import Any


class History:
    """Folded from openings and events as the browser does it."""

    def __init__(self) -> None:
        self.cursor: dict[str, Any] | None = None
        self.order: list[int] = []
        self.texts: dict[int, str] = {}
        self.resets = 0
        self.here: set[str] = set()
        self.misses_presence = False
        self._presence_version = 0

    def open(self, opened: dict[str, Any]) -> None:
        """Take a welcome's or a reply's word on the room."""
        snapshot = opened["snapshot"]
        if snapshot:
            self._begin(snapshot)
        self._epoch = opened["epoch"]
        for event in opened["events"]:
            self.take(event)
        if opened["presence"]:
            self.see(opened["presence"])

    def take(self, event: dict[str, Any]) -> None:
        """The next event of the log; one that is known already is passed over."""
        if self.cursor and event["seq"] == self.cursor["seq"] + 1:
            self.cursor = {"epoch": self._epoch, "seq": event["seq"], "tag": event["tag"]}
            if event["type"] == "message.sent":
                self._add(event["data"]["message"])

    def see(self, view: dict[str, Any]) -> None:
        """Take the whole of who is here."""
        self._presence_version, self.misses_presence = view["version"], False
        self.here = {each["person"] for each in view["people"]}

    def change(self, change: dict[str, Any]) -> None:
        """Take what changed in who is here; one that builds on what we missed makes us ask."""
        if change["version"] <= self._presence_version:
            return
        self.misses_presence = change["base"] > self._presence_version
        if not self.misses_presence:
            self._presence_version = change["version"]
            self.here = (self.here - set(change["gone"])) | {each["person"] for each in change["here"]}

    def _begin(self, snapshot: dict[str, Any]) -> None:
        self.resets += self.cursor is not None
        self.order, self.texts = [], {}
        self.cursor = {"epoch": snapshot["epoch"], "seq": snapshot["head"], "tag": snapshot["tag"]}
        for message in snapshot["page"]["messages"]:
            self._add(message)

    def _add(self, message: dict[str, Any]) -> None:
        self.order.append(message["seq"])
        self.texts[message["seq"]] = message["text"]
