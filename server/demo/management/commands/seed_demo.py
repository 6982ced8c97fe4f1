"""`manage.py seed_demo`: fill an empty database with the demo, once. Not here: what is in it (seeding)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from server.accounts.demo import is_demo_site
from server.accounts.models import Person
from server.demo.seeding import Seeding


class Command(BaseCommand):
    help = "Fill an empty database with an invented programme, its people and their conversations (needs DEMO=1)."

    def handle(self, *args: object, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is only for trying out: set DEMO=1.")
        if is_demo_site():
            return
        if Person.objects.human().exists():
            raise CommandError(
                "This database has people already, so the demo stays out: set DEMO=0, or VAR_DIR to another folder."
            )
        Seeding(timezone.now()).run()
        self.stdout.write("The demo is ready: twelve invented people and their rooms.")
