"""The demo app: its command. It has no rows of its own."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "server.demo"
    label = "demo"
