"""What sign-up asks beyond e-mail and password. Not here: any other form; allauth builds its own upon this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

    from server.accounts.models import Person

ZONE_CHARACTERS = 64


def browser_zone_field() -> forms.CharField:
    """Filled by the page's script with the browser's time zone; without one it says UTC."""
    widget = forms.HiddenInput(attrs={"data-browser-zone": ""})
    return forms.CharField(widget=widget, required=False, max_length=ZONE_CHARACTERS, initial="UTC")


def name_field() -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "name"})
    return forms.CharField(
        label=_("Your name"), help_text=_("As the people you work with know you."), max_length=80, widget=widget
    )


class SignUpExtras(forms.Form):
    """Name and time zone; `AccountAdapter.save_user` keeps them."""

    name = name_field()
    time_zone = browser_zone_field()
    field_order = ("name", "email", "password1", "time_zone")

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Asked for by allauth; everything was saved with the person."""
