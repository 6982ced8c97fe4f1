"""The tutorial's consumer: a group for each room, a group message for each message, a row where rows are wanted."""

from __future__ import annotations

import json
import os

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from tests.bench.naive.models import Message

KEEPS = os.environ.get("KEEPS", "") == "1"
MISSED = 50


class ChatConsumer(AsyncWebsocketConsumer):
    """Joins the room of its path; whoever asks for it gets the newest messages first."""

    async def connect(self) -> None:
        self.room = self.scope["url_route"]["kwargs"]["room"]
        self.group = f"chat_{self.room}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        if b"missed" in self.scope["query_string"]:
            for text in await database_sync_to_async(newest)(self.room):
                await self.send(text_data=json.dumps({"message": text}))

    async def disconnect(self, _code: int) -> None:
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str) -> None:
        message = json.loads(text_data)["message"]
        if KEEPS:
            await Message.objects.acreate(room=self.room, text=message)
        await self.channel_layer.group_send(self.group, {"type": "chat.message", "message": message})

    async def chat_message(self, event: dict[str, str]) -> None:
        await self.send(text_data=json.dumps({"message": event["message"]}))


def newest(room: str) -> list[str]:
    rows = Message.objects.filter(room=room).order_by("-pk").values_list("text", flat=True)[:MISSED]
    return list(reversed(rows))
