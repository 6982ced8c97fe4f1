"""`manage.py invite_people ADDRESS ...`, or one a line on standard input: mails an invitation to each."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from server.accounts import invitations
from server.accounts.demo import is_demo_site
from server.accounts.forms import read_addresses

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Invite people by e-mail; without arguments the addresses are read from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("addresses", nargs="*")

    def handle(self, *args: Any, addresses: list[str], **options: Any) -> None:
        if is_demo_site():
            raise CommandError("This database holds the demo: nobody real can be invited.")
        try:
            wanted = read_addresses("\n".join(addresses) or sys.stdin.read())
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from fault
        result = invitations.invite(wanted, by=None)
        self.stdout.write(f"Invited: {len(result.sent)}. Already here: {len(result.already_here)}.")
