"""Writes the catalogue from which translators start. Not here: finding the strings (server.catalogue)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from server.catalogue import as_text, source, write_pseudo_locale

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Write the catalogue of all strings; with --check only compare; with --pseudo write the pseudo-locale."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when the catalogue is not up to date")
        parser.add_argument("--pseudo", action="store_true", help="write the pseudo-locale en-xa into VAR_DIR/locale")

    def handle(self, *args: object, **options: Any) -> None:
        if options["pseudo"]:
            self.stdout.write(f"Wrote {write_pseudo_locale(settings.VAR / 'locale')}.")
            return
        path = settings.ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
        text = as_text(source())
        if not options["check"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            raise CommandError("locale/en/LC_MESSAGES/django.po is out of date: run `manage.py catalogue`.")
