"""allauth's forms in this site's words: labels above, no placeholders, short help. Not here: our own forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.forms import Field, Form

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Your password now"),
    "password1": _("New password"),
    "password2": _("The new password again"),
    "code": _("Code"),
    "passwordless": _("Sign in with this passkey alone"),
}
HELP = {
    "password1": _("At least 10 characters. A few words that belong together only for you are easy to remember."),
    "passwordless": _("Without it, the passkey is asked for after your password."),
}


def in_our_words(form: type[Form], **labels: Any) -> type[Form]:
    """The form with our labels and help; what it checks and does stays allauth's."""

    class Reworded(form):  # type: ignore[misc, valid-type]  # a base known at run time only
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for name, field in self.fields.items():
                reword(name, field, {**LABELS, **labels})

    return Reworded


def reword(name: str, field: Field, labels: dict[str, Any]) -> None:
    field.widget.attrs.pop("placeholder", None)
    field.label = labels.get(name, field.label)
    field.help_text = HELP.get(name, field.help_text)


SignInForm = in_our_words(account.LoginForm)
SignUpForm = in_our_words(account.SignupForm, password1=_("Password"))
NewAddressForm = in_our_words(account.AddEmailForm, email=_("New e-mail address"))
OtherAddressForm = in_our_words(account.ChangeEmailForm)
ConfirmAddressForm = in_our_words(account.ConfirmEmailVerificationCodeForm)
ChangePasswordForm = in_our_words(account.ChangePasswordForm)
SetPasswordForm = in_our_words(account.SetPasswordForm)
ResetPasswordForm = in_our_words(account.ResetPasswordForm)
ResetCodeForm = in_our_words(account.ConfirmPasswordResetCodeForm)
ResetNewPasswordForm = in_our_words(account.ResetPasswordKeyForm)
ConfirmPasswordForm = in_our_words(account.ReauthenticateForm)
SecondStepForm = in_our_words(second_factor.AuthenticateForm)
ConfirmSecondStepForm = in_our_words(second_factor.ReauthenticateForm)
AddAppForm = in_our_words(ActivateTOTPForm, code=_("Code from the app"))
NamePasskeyForm = in_our_words(EditWebAuthnForm, name=_("Name of the passkey"))


class AddPasskeyForm(in_our_words(AddWebAuthnForm, name=_("Name of the passkey"))):  # type: ignore[misc]  # as above
    """Offers at first what most people want: a passkey that needs no password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.fields["name"].help_text = _("So that you know it among others: the device, for example.")
