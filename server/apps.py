"""The site itself as an app: its commands. Not here: features, which are apps of their own."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "server"
    label = "site"
