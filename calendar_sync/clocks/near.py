"""Days that are near enough to plan for, and the field of a form for them. Not here: what a mentor allows (slots)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date, datetime

    from django_stubs_ext import StrOrPromise

# Two years either way: nobody plans further, and at the ends of time no other clock shows anything.
NEAR_DAYS = 731
TOO_FAR: StrOrPromise = _("Choose a day at most two years from now.")


def is_near(day: date | datetime) -> bool:
    today = timezone.now().date()
    return abs(day.toordinal() - today.toordinal()) <= NEAR_DAYS


class NearDayField(forms.DateField):
    """A day of the calendar, as browsers enter it."""

    def __init__(self, **named: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **named)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not is_near(value):
            raise forms.ValidationError(TOO_FAR)
