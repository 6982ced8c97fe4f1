"""Forms of a session's page. Not here: what happens then (moving, cancelling, answering, editing)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calendar_sync.booking.booking import LONGEST_MINUTES, STEP_MINUTES
from calendar_sync.booking.scope import Scope
from calendar_sync.clocks.near import NearDayField
from calendar_sync.clocks.recurring import instant_of
from calendar_sync.models.reminding import DAY_MINUTES
from calendar_sync.picker.choosing import read_moment
from calendar_sync.sessions.coming import ANSWERS
from calendar_sync.sessions.following_up import TITLE_LENGTH as GOAL_LENGTH
from calendar_sync.sessions.holding import LONGEST_DELAY_MINUTES
from calendar_sync.sessions.wording import AGENDA_LENGTH, LINK_LENGTH, MINUTES_LENGTH, TITLE_LENGTH

if TYPE_CHECKING:
    from collections.abc import Sequence

SCOPES = [
    (Scope.THIS.value, _("This session only")),
    (Scope.FOLLOWING.value, _("This and the following ones")),
    (Scope.ALL.value, _("All of the series that are still to come")),
]

REMINDERS = [
    (DAY_MINUTES, _("a day before")),
    (2 * 60, _("two hours before")),
    (30, _("half an hour before")),
    (0, _("never")),
]


class VersionForm(forms.Form):
    """For the session as the page showed it."""

    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *arguments: Any, **named: Any) -> None:
        # Several forms with fields of the same name stand on one page.
        super().__init__(*arguments, **{"auto_id": f"{type(self).__name__.lower()}_%s", **named})

    def bring_up_to(self, version: int) -> None:
        """What was entered is sent for the session as it stands now, next time."""
        self.data = {**dict(self.data.items()), "version": str(version)}


class CancelForm(VersionForm):
    scope = forms.ChoiceField(label=_("Which"), choices=SCOPES, widget=forms.RadioSelect, initial=Scope.THIS.value)

    def __init__(self, *arguments: Any, repeats: bool, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if not repeats:
            del self.fields["scope"]

    @property
    def which(self) -> Scope:
        return Scope(self.cleaned_data.get("scope", Scope.THIS))


class MoveForm(CancelForm):
    """To a moment that the page offered; `start` is that moment."""

    at = forms.CharField(widget=forms.HiddenInput())
    minutes = forms.IntegerField(min_value=STEP_MINUTES, max_value=LONGEST_MINUTES, widget=forms.HiddenInput())

    def clean_at(self) -> datetime:
        found = read_moment(self.cleaned_data["at"])
        if found is None:
            raise forms.ValidationError(_("Choose one of the times."))
        return found


class ProposeForm(forms.Form):
    """Day and hour by the reader's clock; `cleaned_data["start"]` is the moment."""

    day = NearDayField(label=_("Day"))
    hour = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": STEP_MINUTES * 60})
    )

    def __init__(self, *arguments: Any, tzid: str, **named: Any) -> None:
        super().__init__(*arguments, **{"auto_id": "proposeform_%s", **named})
        self.tzid = tzid

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "day" in data and "hour" in data:
            data["start"] = instant_of(datetime.combine(data["day"], data["hour"]), self.tzid)
        return data


class ComingForm(forms.Form):
    answer = forms.ChoiceField(choices=[(each.value, each.label) for each in ANSWERS])


class LateForm(forms.Form):
    minutes = forms.IntegerField(min_value=0, max_value=LONGEST_DELAY_MINUTES)


class EndForm(forms.Form):
    """Who was there; `people` are the ids and names of those who take part.

    Everybody is ticked at first, whatever was seen of them: that somebody stayed away is said by people.
    """

    came = forms.TypedMultipleChoiceField(
        label=_("Who was there"),
        coerce=uuid.UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("You say it, and either of you can correct it. How long somebody was in the room is a hint."),
    )

    def __init__(self, *arguments: Any, people: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*arguments, **{"auto_id": "endform_%s", **named})
        self.fields["came"].choices = people  # type: ignore[attr-defined]  # a field of choices


class GoalForm(forms.Form):
    title = forms.CharField(
        label=_("Something else that came of it"),
        max_length=GOAL_LENGTH,
        help_text=_("It becomes a goal on the board."),
    )


class RemindForm(forms.Form):
    minutes_before = forms.TypedChoiceField(label=_("Remind me by mail"), choices=REMINDERS, coerce=int)
    in_room = forms.BooleanField(label=_("Say in the room a quarter of an hour before"), required=False)
    delays = forms.BooleanField(label=_("Mail me when a session may begin late"), required=False)


class WordsForm(VersionForm):
    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH, required=False)
    agenda = forms.CharField(
        label=_("Agenda"),
        help_text=_("What you want to talk about. Both of you can write here."),
        max_length=AGENDA_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    link = forms.URLField(
        label=_("Meeting link"),
        help_text=_("Where you meet if not here, beginning with https://."),
        max_length=LINK_LENGTH,
        required=False,
        assume_scheme="https",
    )
    minutes = forms.CharField(
        label=_("Minutes"),
        help_text=_("What you talked about and decided."),
        max_length=MINUTES_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *arguments: Any, has_begun: bool, **named: Any) -> None:
        """There are no minutes of what has not begun."""
        super().__init__(*arguments, **named)
        if not has_begun:
            del self.fields["minutes"]
