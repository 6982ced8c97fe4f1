"""`manage.py first_operator EMAIL`: the way in to a new site, or back into one that lost its operators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from server.accounts import invitations, people
from server.accounts.demo import is_demo_site
from server.accounts.models import Person

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    help = "Print a one-time link with which the first operator sets a password (valid for one day)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        address = email.strip().lower()
        try:
            validate_email(address)
        except ValidationError as fault:
            raise CommandError(f"{email!r} is no e-mail address.") from fault
        if is_demo_site():
            raise CommandError("This database holds the demo, which has no operators.")
        with transaction.atomic():
            self.stdout.write(make_operator(address))


def make_operator(address: str) -> str:
    """What to tell whoever runs the command."""
    if Person.objects.operators().exists():
        raise CommandError("This site has an operator, who can appoint others on the page People.")
    person = Person.objects.human().filter(email=address).first()
    if person is None:
        token = invitations.issue(address, by=None, days=invitations.OPERATOR_OPEN_DAYS, makes_operator=True)
        return f"Open this once, within a day, to set the password:\n{invitations.invitation_url(token)}"
    people.reactivate(person.pk)
    people.appoint_operator(person.pk)
    return f"{address} is an operator now and signs in as before."
