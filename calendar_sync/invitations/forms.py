"""The form of how mails about sessions reach somebody. Not here: what becomes of it (ways)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from calendar_sync.models import Delivery


class WayForm(forms.Form):
    way = forms.ChoiceField(
        label=_("Mails about sessions reach me"),
        choices=Delivery.Way.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "A calendar that reads a feed and takes invitations as well shows each session twice."
            " Sessions that you were invited to already go on by invitation."
        ),
    )
