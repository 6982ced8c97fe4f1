"""`manage.py read_mail`: reads the mailbox of the calendar once, or a maildir. Not here: how (inbound)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from calendar_sync.inbound.boxes import read_all
from calendar_sync.inbound.maildir import waiting_in
from calendar_sync.inbound.reading import has_box, read_box
from calendar_sync.models import MailboxState

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from calendar_sync.inbound.boxes import Tally


class Command(BaseCommand):
    help = "Read the answers to invitations that wait at INBOUND_URL, or in a maildir, and mark them as read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", help="a maildir, in place of INBOUND_URL")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        tally = read(options["folder"])
        left = f", {tally.left} left for later" if tally.left else ""
        self.stdout.write(f"{tally.mails} mails, {tally.answers} with an answer{left}.")


def read(folder: Path | None) -> Tally:
    if folder:
        return read_folder(folder)
    if not has_box():
        raise CommandError("Name a maildir, or let INBOUND_URL be imaps:// or maildir://.")
    tally, state = read_box(), MailboxState.objects.get(pk=1)
    if state.trouble and not tally.left:
        raise CommandError(f"The mailbox cannot be read: {state.trouble}.")
    return tally


def read_folder(folder: Path) -> Tally:
    try:
        return read_all(waiting_in(folder))
    except OSError:
        raise CommandError("This is no maildir: it has no folder named new.") from None
