"""The form in which a mentor says when she can be met: its terms, the rows of her week, the rows of days that differ.

Not here: keeping it (publishing), the page (views).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from calendar_sync.availability.day_runs import Run, in_the_way
from calendar_sync.clocks.labels import length
from calendar_sync.clocks.near import NearDayField
from calendar_sync.clocks.timezones import zone_groups

if TYPE_CHECKING:
    from datetime import date, time

    from django.utils.functional import _StrPromise as StrPromise

HOUR, DAY = 60, 24 * 60
DURATIONS = (15, 20, 30, 45, 60, 90, 120)
STEPS = (5, 10, 15, 20, 30, 60)
NOTICES = (0, HOUR, 2 * HOUR, 4 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY)
HOLDS = (12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY)
LONGEST_GAP = 240
LONGEST_HORIZON_DAYS = 365
MOST = 50
MOST_ROWS = 70
# Sessions are kept free of each other in steps of five minutes (claim.QUANTUM_SECONDS).
GRID_MINUTES = 5

length_lazy = lazy(length, str)


def lengths(*minutes: int) -> list[tuple[int, str]]:
    return [(each, length_lazy(each)) for each in minutes]


def number(label: StrPromise, help_text: StrPromise | str = "", **bounds: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, **bounds)


class TermsForm(forms.Form):
    """What holds for every session; minutes but for the horizon."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    is_open = forms.BooleanField(
        label=_("My mentees can book sessions"),
        required=False,
        help_text=_("When this is off, nobody can. Sessions that are agreed stay; other times can be proposed."),
    )
    tzid = forms.ChoiceField(label=_("Time zone of these times"))
    durations = forms.TypedMultipleChoiceField(
        label=_("How long a session may be"),
        coerce=int,
        choices=lengths(*DURATIONS),
        widget=forms.CheckboxSelectMultiple(),
    )
    step = forms.TypedChoiceField(
        label=_("Sessions may begin every"), coerce=int, choices=lengths(*STEPS), help_text=_("From a window's start.")
    )
    gap_before = number(_("Minutes kept free before a session"), min_value=0, max_value=LONGEST_GAP)
    gap_after = number(
        _("Minutes kept free after a session"),
        _("Between two sessions the larger of the two is kept free."),
        min_value=0,
        max_value=LONGEST_GAP,
    )
    notice = forms.TypedChoiceField(
        label=_("Book at the latest"),
        coerce=int,
        choices=[(0, _("until it begins")), *lengths(*NOTICES[1:])],
        help_text=_("How long before it begins."),
    )
    horizon_days = number(_("Days ahead that can be booked"), min_value=1, max_value=LONGEST_HORIZON_DAYS)
    most_per_day = number(_("Sessions a day"), min_value=1, max_value=MOST, required=False)
    most_per_week = number(_("Sessions a week"), min_value=1, max_value=MOST, required=False)
    most_per_pair = number(_("Sessions a week with one mentee"), min_value=1, max_value=MOST, required=False)
    needs_approval = forms.BooleanField(
        label=_("I approve each booking"),
        required=False,
        help_text=_("Until you answer, the time is held for whoever asked."),
    )
    hold = forms.TypedChoiceField(label=_("Hold it for"), coerce=int, choices=lengths(*HOLDS))
    link = forms.URLField(
        label=_("Meeting link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Where you meet when it is not here, such as a video room. Only people in a session see it."),
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tzid"].choices = zone_groups(timezone.now())  # type: ignore[attr-defined]  # of this field kind

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link:
            URLValidator(schemes=["https"], message=_("The link has to begin with https://"))(link)
        return link


class TimesForm(forms.Form):
    """A row with a window of a day; without times it says nothing."""

    starts = forms.TimeField(
        required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": 300})
    )
    ends = forms.TimeField(required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": 300}))

    def clean_starts(self) -> time | None:
        return on_the_grid(self.cleaned_data["starts"])

    def clean_ends(self) -> time | None:
        return on_the_grid(self.cleaned_data["ends"])

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            self._judge_order()
        return self.cleaned_data

    def _judge_order(self) -> None:
        starts, ends = self.cleaned_data["starts"], self.cleaned_data["ends"]
        if (starts is None) != (ends is None):
            self.add_error("starts" if starts is None else "ends", _("Both times are needed."))
        elif starts is not None and minute_of(starts) >= end_minute(ends):
            self.add_error("ends", _("This has to be later than the start. 00:00 is midnight at the end of the day."))

    @property
    def window(self) -> tuple[int, int] | None:
        starts, ends = self.cleaned_data["starts"], self.cleaned_data["ends"]
        return (minute_of(starts), end_minute(ends)) if starts is not None else None


class WindowForm(TimesForm):
    weekday = forms.IntegerField(min_value=0, max_value=6, widget=forms.HiddenInput())


class DayForm(TimesForm):
    """A day, or a run of days, that differs from its week."""

    day = NearDayField(required=False)
    last = NearDayField(required=False)
    field_order = ["day", "last", "starts", "ends"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            self._judge_days(data["day"], data["last"])
        return data

    def _judge_days(self, day: date | None, last: date | None) -> None:
        if day is None and (last or self.window):
            self.add_error("day", _("Name the day."))
        if day and last and not 0 <= (last - day).days <= LONGEST_HORIZON_DAYS:
            self.add_error("last", _("The last day comes after the first, and at most a year later."))

    @property
    def run(self) -> Run | None:
        day, last = self.cleaned_data["day"], self.cleaned_data["last"]
        return Run(day, last or day, self.window) if day else None


class WeekRows(forms.BaseFormSet):  # type: ignore[type-arg]  # generic for the type checker alone
    def clean(self) -> None:
        """Windows of one day may touch and not overlap."""
        seen: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for form in self.forms:
            window = form.window if form.is_valid() else None
            if window is None:
                continue
            day = seen[form.cleaned_data["weekday"]]
            if any(window[0] < ends and starts < window[1] for starts, ends in day):
                form.add_error("starts", _("This overlaps another time of the same day."))
            day.append(window)

    @property
    def windows(self) -> tuple[tuple[int, int, int], ...]:
        return tuple((form.cleaned_data["weekday"], *form.window) for form in self.forms if form.window)


class DayRows(forms.BaseFormSet):  # type: ignore[type-arg]  # generic for the type checker alone
    def clean(self) -> None:
        seen: defaultdict[date, list[Run]] = defaultdict(list)
        for form in self.forms:
            run = form.run if form.is_valid() else None
            if run is None:
                continue
            if in_the_way(run, seen):
                form.add_error("day", _("This day stands in another row, with times that overlap or as a day away."))
            for day in run.days:
                seen[day].append(run)

    @property
    def runs(self) -> list[Run]:
        return [form.run for form in self.forms if form.run]


def rows_of(form: type[forms.Form], formset: type[forms.BaseFormSet[Any]]) -> Any:
    return forms.formset_factory(
        form, formset=formset, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    )


WeekFormSet = rows_of(WindowForm, WeekRows)
DayFormSet = rows_of(DayForm, DayRows)


def on_the_grid(at: time | None) -> time | None:
    if at is not None and (at.minute % GRID_MINUTES or at.second or at.microsecond):
        raise ValidationError(_("Times go by five minutes."))
    return at


def minute_of(at: time) -> int:
    return at.hour * 60 + at.minute


def end_minute(at: time) -> int:
    """Midnight as an end is the end of the day."""
    return minute_of(at) or DAY
