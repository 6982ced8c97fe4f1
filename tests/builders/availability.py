"""What the availability page sends. Not here: policies as rows (tests.builders.sessions)."""

from __future__ import annotations

TERMS = {
    "version": 0,
    "is_open": "on",
    "tzid": "Europe/Berlin",
    "durations": ["30", "60"],
    "step": "30",
    "gap_before": "0",
    "gap_after": "15",
    "notice": "1440",
    "horizon_days": "28",
    "most_per_day": "",
    "most_per_week": "4",
    "most_per_pair": "",
    "hold": "2880",
    "link": "",
}


def entries(
    week: list[tuple[int, str, str]] = (), days: list[tuple[str, str, str, str]] = (), **terms: object
) -> dict[str, object]:
    """The page's form: windows as (weekday, from, to), days as (day, last day, from, to)."""
    return {
        **TERMS,
        **rows("week", ("weekday", "starts", "ends"), week),
        **rows("days", ("day", "last", "starts", "ends"), days),
        **terms,
    }


def rows(prefix: str, names: tuple[str, ...], found: list[tuple[object, ...]]) -> dict[str, object]:
    cells = {
        f"{prefix}-{number}-{name}": cell
        for number, row in enumerate(found)
        for name, cell in zip(names, row, strict=True)
    }
    return {f"{prefix}-TOTAL_FORMS": len(found), f"{prefix}-INITIAL_FORMS": 0, **cells}
