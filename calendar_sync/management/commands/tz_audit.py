"""`manage.py tz_audit`: sessions whose moment today's tz database changes. Not here: setting them right (tz_audit)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from calendar_sync.clocks.timezones import tz_version
from calendar_sync.clocks.tz_audit import outdated, reissue, right_start

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from calendar_sync.models import Session


class Command(BaseCommand):
    help = "List the sessions to come that a newer time zone database moves; --reissue moves them and tells everybody."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reissue", action="store_true", help="move them, and send new invitations")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        rows = outdated()
        self.stdout.write(f"tzdata {tz_version()}: {len(rows)} sessions to come stand at another moment than agreed.")
        for row in rows:
            self.stdout.write(told(row))
        if rows and options["reissue"]:
            stuck = reissue(rows)
            self.stdout.write(f"{len(rows) - len(stuck)} set right.")
            for row in stuck:
                self.stdout.write(f"{row.pk} stays, since somebody is in another session then: move it by hand.")


def told(row: Session) -> str:
    return f"{row.pk} {row.local_start} {row.tzid}: {row.starts_at:%H:%MZ} -> {right_start(row):%H:%MZ}"
