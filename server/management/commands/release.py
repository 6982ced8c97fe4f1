"""`manage.py release`, before every start: keys, database, demo data. Not here: packages and static files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection

from rooms.models import RoomKey, VaultMark
from rooms.vault import WrongKey, check_master
from server.accounts.signing import WrongSigningKey, adopt_signing_key, check_signing_key
from server.keys import make_key, read_key
from server.starting import Unfit, check_database

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Make the keys if there are none, bring the database up to date, and in demo mode seed it once."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        told = "sign with this machine's secret_key from now on, which signs everybody out"
        parser.add_argument("--new-secret-key", action="store_true", help=told)

    def handle(self, *args: object, **options: Any) -> None:
        try:
            make_secret_key()
            check_database()
            take_time()
            call_command("migrate", interactive=False, verbosity=0)
            make_vault_key()
            check_master()
            if options["new_secret_key"]:
                adopt_signing_key()
            check_signing_key()
            call_command("check", databases=["default"])
        except (OSError, Error) as error:
            raise CommandError(f"The data folder or database cannot be used: {error}.") from error
        except (Unfit, WrongKey, WrongSigningKey) as error:
            raise CommandError(str(error)) from error
        if settings.DEMO and "seed_demo" in get_commands():
            call_command("seed_demo")
        self.stdout.write("The site is ready to start.")


def take_time() -> None:
    """Migrations may last longer than requests; for a lock they wait no longer, since all others wait behind them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for limit in ("statement_timeout", "transaction_timeout", "idle_in_transaction_session_timeout"):
                cursor.execute(f"SET {limit} = 0")


def make_secret_key() -> None:
    if make_key(settings.SECRET_KEY_FILE):
        # This process read its settings before there was a key.
        settings.SECRET_KEY = read_key(settings.SECRET_KEY_FILE)


def make_vault_key() -> None:
    """Make the master key of a new database; never one for a database that was sealed under another."""
    sealed = VaultMark.objects.exists() or RoomKey.objects.exists()
    if not sealed:
        make_key(settings.VAULT_KEY_FILE)
