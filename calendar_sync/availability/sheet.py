"""The three forms of the availability page as one: shown, read, and shown again. Not here: their fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any, Self

from django.utils.dates import WEEKDAYS

from calendar_sync.availability.day_runs import gathered, spread
from calendar_sync.availability.forms import (
    DAY,
    MOST_ROWS,
    DayForm,
    DayFormSet,
    DayRows,
    TermsForm,
    WeekFormSet,
    WeekRows,
    WindowForm,
)
from calendar_sync.availability.publishing import Terms
from calendar_sync.availability.rules import link_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django import forms
    from django.http import QueryDict

    from calendar_sync.availability.day_runs import Run
    from calendar_sync.models import Policy

NEW_DAY = "day"
DAYS_OF_THE_WEEK = [str(day) for day in WEEKDAYS]
SHOWN = [name for name in TermsForm.base_fields if name not in {"version", "link"}]


@dataclass(frozen=True, slots=True)
class Sheet:
    terms: TermsForm
    week: WeekRows
    days: DayRows

    @classmethod
    def of(cls, policy: Policy, today: date) -> Self:
        """What is published, with an empty row for each day of the week that has none."""
        windows = [(each.weekday, each.starts, each.ends) for each in policy.windows.all()] if policy.version else []
        overrides = [(each.day, as_windows(each.windows)) for each in policy.overrides.all()] if policy.version else []
        rows = [{"weekday": weekday, **times((starts, ends))} for weekday, starts, ends in windows]
        rows += [{"weekday": weekday} for weekday in range(7) if weekday not in {each for each, *_ in windows}]
        runs = gathered(each for each in overrides if each[0] >= today)
        initial = {name: getattr(policy, name) for name in SHOWN}
        return cls(
            TermsForm(initial={**initial, "version": policy.version, "link": link_of(policy)}),
            WeekFormSet(initial=rows, prefix="week"),
            DayFormSet(initial=[row_of(run) for run in runs], prefix="days"),
        )

    @classmethod
    def read(cls, data: QueryDict) -> Self:
        return cls(TermsForm(data), WeekFormSet(data, prefix="week"), DayFormSet(data, prefix="days"))

    @classmethod
    def again(cls, data: QueryDict, *, add: str = "") -> Self:
        """What was entered, unjudged; with one more row where one was asked for."""
        week, days = raw_rows(WindowForm, data, "week"), raw_rows(DayForm, data, "days")
        if add == NEW_DAY:
            days.append({})
        elif add in DAYS_OF_THE_WEEK:
            week.append({"weekday": add})
        return cls(
            TermsForm(initial=raw(TermsForm, data)),
            WeekFormSet(initial=week[:MOST_ROWS], prefix="week"),
            DayFormSet(initial=days[:MOST_ROWS], prefix="days"),
        )

    @property
    def is_valid(self) -> bool:
        """All three are asked, so that all faults are shown at once."""
        return all([self.terms.is_valid(), self.week.is_valid(), self.days.is_valid()])

    @property
    def content(self) -> Terms:
        data = self.terms.cleaned_data
        fields = {name: data[name] for name in SHOWN}
        return Terms(fields, self.week.windows, spread(self.days.runs), data["link"])

    @property
    def by_weekday(self) -> list[tuple[int, str, list[WindowForm]]]:
        return [
            (weekday, str(name), [form for form in self.week.forms if str(form["weekday"].value()) == str(weekday)])
            for weekday, name in WEEKDAYS.items()
        ]

    @property
    def faults(self) -> Iterator[tuple[str, str]]:
        """Each fault with the id of its field."""
        for form in (self.terms, *self.week.forms, *self.days.forms):
            for name, errors in form.errors.items() if form.is_bound else ():
                yield from ((form[name].auto_id, str(error)) for error in errors)
        for rows in (self.week, self.days):
            yield from (("main", str(error)) for error in (rows.non_form_errors() if rows.is_bound else ()))


def raw(form: type[forms.Form], data: QueryDict, prefix: str = "") -> dict[str, Any]:
    """The form's entries as they were sent."""
    fields = form.base_fields.items()
    return {name: field.widget.value_from_datadict(data, {}, f"{prefix}{name}") for name, field in fields}


def raw_rows(form: type[forms.Form], data: QueryDict, prefix: str) -> list[dict[str, Any]]:
    said = data.get(f"{prefix}-TOTAL_FORMS", "")[:4]
    count = min(int(said), MOST_ROWS) if said.isdecimal() else 0
    return [raw(form, data, f"{prefix}-{number}-") for number in range(count)]


def row_of(run: Run) -> dict[str, Any]:
    last = run.last if run.last != run.first else None
    return {"day": run.first, "last": last, **(times(run.window) if run.window else {})}


def times(window: tuple[int, int]) -> dict[str, time]:
    starts, ends = window[0], window[1] % DAY
    return {"starts": time(starts // 60, starts % 60), "ends": time(ends // 60, ends % 60)}


def as_windows(pairs: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((starts, ends) for starts, ends in pairs)
