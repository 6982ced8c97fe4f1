"""`manage.py send_test_mail ADDRESS`: whether mail leaves this site. Not here: how it is sent (delivery)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from server.notices.delivery import described, post_of_site
from server.notices.mail import letter_from

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Send one mail to an address now, past the queue, and say what the mail server answered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: object, **options: Any) -> None:
        address = options["address"]
        validate_email(address)
        post = post_of_site()
        if post is None:
            raise CommandError("No mail server is named: set EMAIL_URL.")
        subject = _("Test mail from %(site)s") % {"site": settings.SITE_NAME}
        text = _("This mail shows that %(url)s can send mail.") % {"url": settings.SITE_URL}
        try:
            post.deliver(letter_from(EmailMessage(subject, text, to=[address])))
        except OSError as error:
            raise CommandError(f"The mail server did not take it: {described(error)}.") from error
        finally:
            post.close()
        self.stdout.write(f"Sent to {address}.")
