"""`manage.py read_mail FOLDER`: takes new mail out of a maildir, for the calendar. Not here: what it means (inbox)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from calendar_sync.invitations.arrivals import receive

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

READ = ":2,S"


class Command(BaseCommand):
    help = "Read the answers to invitations that wait in a maildir, and mark them as read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *_arguments: Any, **options: Any) -> None:
        new = options["folder"] / "new"
        if not new.is_dir():
            raise CommandError("This is no maildir: it has no folder named new.")
        files = sorted(new.iterdir())
        counted = [take(file) for file in files]
        self.stdout.write(f"{len(files)} mails, {sum(map(bool, counted))} with an answer.")


def take(file: Path) -> int:
    """Moved away only once it was taken: a mail that is read twice changes nothing."""
    counted = receive(file.read_bytes())
    read = file.parent.parent / "cur" / (file.name + READ)
    read.parent.mkdir(exist_ok=True)
    file.replace(read)
    return counted
