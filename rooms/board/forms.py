"""The days that the pages of progress ask for. Not here: reading the board as it stood (report, since)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.board.rules import FIRST_YEAR

if TYPE_CHECKING:
    from datetime import date


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class MomentForm(forms.Form):
    """A day that has come, and an hour of it."""

    on = forms.DateField(label=_("As of"), required=False, widget=DayInput(), help_text=_("Empty means now."))
    at = forms.TimeField(label=_("At"), required=False, widget=TimeInput(), help_text=_("Empty means its end."))

    def clean_on(self) -> date | None:
        return require_past(self.cleaned_data["on"])


class SpanForm(forms.Form):
    first = forms.DateField(label=_("Since"), widget=DayInput())
    last = forms.DateField(label=_("Until"), required=False, widget=DayInput(), help_text=_("Empty means now."))

    def clean_first(self) -> date | None:
        return require_past(self.cleaned_data["first"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if first and last and not first <= last <= timezone.localdate():
            self.add_error("last", _("Name a day that has come, and not before the first one."))
        return said


def require_past(day: date | None) -> date | None:
    if day and (day.year < FIRST_YEAR or day > timezone.localdate()):
        raise forms.ValidationError(_("Name a day of this century that has come."))
    return day
