"""What allauth asks of this site: who may sign up, how secrets are kept, how mail is made. Not here: its pages."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from calendar_sync.clocks.timezones import canonical_zone
from rooms.vault import open_site, seal_site
from server.accounts import mail, sign_ins
from server.accounts.browsers import browser_name
from server.accounts.demo import is_demo_site

if TYPE_CHECKING:
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from django.core.mail import EmailMessage
    from django.forms import BaseForm
    from django.http import HttpRequest

    from server.accounts.models import Person

PURPOSE = "second_factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-up, sign-in and their mails."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is wrong."),
        "email_taken": _("This address cannot be used."),
        "incorrect_code": _("This code is wrong. Look at the newest mail or at the app, and try again."),
        "incorrect_password": _("This password is wrong."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a moment, then try again."),
        "enter_current_password": _("This is not your password now."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  (allauth's signature)
        return settings.SIGN_UP == "open" and not is_demo_site()

    def save_user(self, request: HttpRequest, user: Person, form: BaseForm, commit: bool = True) -> Person:  # noqa: FBT001, FBT002  (allauth's signature)
        user.name = form.cleaned_data["name"]
        user.time_zone = canonical_zone(form.cleaned_data["time_zone"])
        with transaction.atomic():
            person: Person = super().save_user(request, user, form, commit)
        return person

    def login(self, request: HttpRequest, user: Person) -> None:
        sign_ins.begin(request, user, address=self.get_client_ip(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  (allauth's signature)
        return reverse("accounts:security")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        if self.request.user.is_authenticated:
            return reverse("accounts:security")
        url: str = super().get_email_verification_redirect_url(email_address)
        return url

    def send_notification_mail(
        self, template_prefix: str, user: Person, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tells the owner of an account what was changed; a changed address is told to both addresses."""
        browser = browser_name(self.request.headers.get("User-Agent", "")) or gettext("an unknown browser")
        details = {**(context or {}), "browser": browser}
        super().send_notification_mail(template_prefix, user, details, email)
        if "to_email" in details:
            super().send_notification_mail(template_prefix, user, details, details["to_email"])

    def set_password(self, user: Person, password: str) -> None:
        """A new password ends every sign-in but the one that set it."""
        keep = self.request.session.sign_in if self.request.user == user else ""
        with transaction.atomic():
            super().set_password(user, password)
            sign_ins.end_others(user, keep=keep)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        to = [email] if isinstance(email, str) else email
        return mail.render(template_prefix, to, context, headers=headers)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        self.render_mail(template_prefix, email, {**context, "email": email}).send()


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Second factors: their secrets stand sealed in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong. Wait for the next one, and try again."),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal_site(PURPOSE, "", text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return open_site(PURPOSE, "", base64.b64decode(encrypted_text)).decode()

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:  # noqa: A002, ARG002  (allauth's signature)
        """The browser in which a passkey is made: what its owner knows it by, until they rename it."""
        return browser_name(context.request.headers.get("User-Agent", "")) or gettext("Passkey")

    def build_totp_svg(self, url: str) -> str:
        """As a part of the page: pictures from data addresses are forbidden here."""
        picture: str = qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode")
        return picture

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)
