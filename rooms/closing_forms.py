"""Forms of the page on which a mentorship rests or ends. Not here: what happens then (closing, pausing)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.closing import WORDS_LENGTH
from rooms.pausing import LONGEST_PAUSE, WORD_LENGTH

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


def paragraphs(label: StrPromise, help_text: StrPromise | str = "", *, rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=WORDS_LENGTH, required=False, widget=widget)


class ProposeForm(forms.Form):
    reached = paragraphs(_("What was reached"))
    continues = paragraphs(
        _("What continues"), _("What the mentee goes on with, and what you still do for each other.")
    )
    shareable = paragraphs(_("What may be shared"), _("And with whom. What does not stand here stays between you."))


class AnswerForm(forms.Form):
    text = paragraphs(_("Your own words"), _("They are kept beside the proposal. Nobody has to answer."), rows=3)
    objects = forms.BooleanField(
        label=_("I object to closing"), required=False, help_text=_("This is kept, and does not stop a notice.")
    )


class SignForm(forms.Form):
    """For the wording that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    with_notice = forms.BooleanField(
        label=_("Close in 14 days in any case"),
        required=False,
        help_text=_("The others hear of it at once, in the room and by mail, and can still answer or sign."),
    )


class PauseForm(forms.Form):
    until = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("Empty means until one of you resumes."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    word = forms.CharField(
        label=_("A word about it"), max_length=WORD_LENGTH, required=False, help_text=_("You need not give a reason.")
    )

    def clean_until(self) -> date | None:
        until: date | None
        until, today = self.cleaned_data["until"], timezone.localdate()
        if until and not timedelta(0) < until - today <= LONGEST_PAUSE:
            raise forms.ValidationError(_("Name a day that is still to come, at most a year from now."))
        return until
