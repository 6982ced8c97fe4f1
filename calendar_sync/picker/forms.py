"""The last step before a session is booked. Not here: the steps before it, which stand in the address (choosing)."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calendar_sync.clocks.recurring import MOST_OCCURRENCES, Frequency, Repeat
from calendar_sync.models.session import FREQUENCIES
from calendar_sync.sessions.wording import AGENDA_LENGTH, TITLE_LENGTH

USUAL_COUNT = 6


class BookingForm(forms.Form):
    """What the session is about, and whether it repeats."""

    title = forms.CharField(
        label=_("What it is about"), max_length=TITLE_LENGTH, required=False, help_text=_("Stays in the room.")
    )
    agenda = forms.CharField(
        label=_("What to talk about"),
        max_length=AGENDA_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Both of you can change it until you meet."),
    )
    frequency = forms.ChoiceField(label=_("Repeat"), choices=[("", _("Once")), *FREQUENCIES], required=False)
    count = forms.IntegerField(
        label=_("How many sessions in all"),
        min_value=2,
        max_value=MOST_OCCURRENCES,
        required=False,
        initial=USUAL_COUNT,
        help_text=_("Only where they repeat."),
    )
    client_id = forms.CharField(widget=forms.HiddenInput(), max_length=36)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("client_id", str(uuid.uuid4()))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("frequency") and not data.get("count") and "count" not in self.errors:
            self.add_error("count", _("Say how many sessions there will be."))
        return data

    @property
    def repeat(self) -> Repeat | None:
        data = self.cleaned_data
        return Repeat(Frequency(data["frequency"]), data["count"]) if data["frequency"] else None
