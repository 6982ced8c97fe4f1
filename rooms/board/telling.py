"""What became of a goal between two moments, in sentences (pure). Not here: reading the moments (since)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rooms.board.pictures.drawing import day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rooms.board.pieces import Values
    from rooms.board.report import GoalReport

    Pair = tuple[Values | None, Values]

COMPARED = {
    "title": gettext_lazy("Title"),
    "due_on": gettext_lazy("Due"),
    "baseline": gettext_lazy("Baseline"),
    "target": gettext_lazy("Target"),
    "level_now": gettext_lazy("Level now"),
    "level_wanted": gettext_lazy("Level wanted"),
}
REWRITTEN = {
    "why": gettext_lazy("why it matters"),
    "skill": gettext_lazy("skill"),
    "measure": gettext_lazy("measure"),
    "unit": gettext_lazy("unit"),
    "starts_on": gettext_lazy("start"),
    "success": gettext_lazy("sign of success"),
    "first_step": gettext_lazy("first step"),
    "obstacles": gettext_lazy("obstacles"),
    "help_wanted": gettext_lazy("help wanted"),
}
CADENCES = {
    "none": gettext_lazy("none planned"),
    "weekly": gettext_lazy("every week"),
    "fortnightly": gettext_lazy("every two weeks"),
}
MILESTONES = {
    "planned": gettext_lazy("Milestone planned: %(title)s."),
    "doing": gettext_lazy("Milestone under way: %(title)s."),
    "done": gettext_lazy("Milestone done: %(title)s."),
    "dropped": gettext_lazy("Milestone dropped: %(title)s (%(why)s)."),
}


def tell(then: GoalReport | None, now: GoalReport) -> list[str]:
    """In the order of a story: the goal itself, its steps, how it went; nothing where nothing changed."""
    return [
        *_arrival(then.goal["state"] if then else None, now.goal),
        *_states(then, now),
        *(_fields(then.goal, now.goal) if then else ()),
        *_milestones(then, now),
        *_tasks(then, now),
        *_check_ins(then, now),
        *_evidence(then, now),
        *_links(then, now),
        *_scales(then, now),
    ]


def tell_columns(then: Mapping[str, Values], now: Mapping[str, Values]) -> Iterator[str]:
    """What became of the columns of a board, by their ids and with the names that readers see."""
    for key, column in now.items():
        before = then.get(key)
        if before is None:
            yield _("New column: %(name)s.") % column
        elif before["name"] != column["name"]:
            yield _("Column renamed: %(then)s, now %(now)s.") % {"then": before["name"], "now": column["name"]}
        if before and before["hint"] != column["hint"]:
            yield _("Limit of %(name)s: %(then)s, now %(now)s.") % {
                "name": column["name"], "then": _written(before["hint"]), "now": _written(column["hint"]),
            }  # fmt: skip
    yield from (_("Column removed: %(name)s.") % column for key, column in then.items() if key not in now)


def _arrival(was: str | None, now: Values) -> Iterator[str]:
    """How it came to the board, or did not."""
    match was, now["state"]:
        case ((None | "declined"), "proposed"):
            yield _("Proposed.")
        case ((None | "proposed"), "declined"):
            yield _("Declined: %(declined_because)s") % now if now["declined_because"] else _("Declined.")
        case ((None | "proposed" | "declined"), ("active" | "archived")):
            yield _("New on the board.")
        case (("active" | "archived"), "proposed"):
            yield _("A proposal once more.")


def _states(then: GoalReport | None, now: GoalReport) -> Iterator[str]:
    was_finished = bool(then and then.is_finished)
    if was_finished != now.is_finished:
        yield _("Finished.") if now.is_finished else _("Taken up again.")
    elif then and then.goal["column"] != now.goal["column"]:
        yield _("Moved from %(then)s to %(now)s.") % {
            "then": then.goal["column_name"], "now": now.goal["column_name"],
        }  # fmt: skip
    was_archived = bool(then and then.goal["state"] == "archived")
    is_archived = now.goal["state"] == "archived"
    if was_archived != is_archived:
        yield _("Archived.") if is_archived else _("Back on the board.")


def _fields(then: Values, now: Values) -> Iterator[str]:
    for name, label in COMPARED.items():
        if then[name] != now[name]:
            yield _("%(field)s: %(then)s, now %(now)s.") % {
                "field": label, "then": _written(then[name]), "now": _written(now[name]),
            }  # fmt: skip
    rewritten = [str(label) for name, label in REWRITTEN.items() if then[name] != now[name]]
    if rewritten:
        yield _("Rewritten: %(fields)s.") % {"fields": ", ".join(rewritten)}
    if then["cadence"] != now["cadence"]:
        yield _("Check-ins: %(cadence)s.") % {"cadence": CADENCES[now["cadence"]]}
    if then["visibility"] != now["visibility"]:
        is_shared = now["visibility"] == "coordinator"
        yield _("Shared with the coordinator.") if is_shared else _("No longer shared with the coordinator.")


def _written(value: Any) -> str:
    """A day, a number or words, as a reader expects them."""
    if value is None or value == "":
        return _("nothing")
    if isinstance(value, int | float):
        return number_format(int(value) if value == int(value) else value)
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return f"\u201c{value}\u201d"


def _milestones(then: GoalReport | None, now: GoalReport) -> Iterator[str]:
    for before, after in _pairs(then, now, "milestone"):
        if before is None and after["state"] == "planned":
            yield _("New milestone: %(title)s.") % after
        elif before is None or before["state"] != after["state"]:
            yield MILESTONES[after["state"]] % after
        elif _differ(before, after, "title", "due_on", "why"):
            yield _("Milestone changed: %(title)s.") % after
    for gone in _gone(then, now, "milestone"):
        yield _("Milestone removed: %(title)s.") % gone


def _tasks(then: GoalReport | None, now: GoalReport) -> Iterator[str]:
    pairs = list(_pairs(then, now, "task"))
    known = [(before, after) for before, after in pairs if before]
    if new := len(pairs) - len(known):
        yield ngettext("%(count)d new task.", "%(count)d new tasks.", new) % {"count": new}
    if done := sum(after["is_done"] and not (before and before["is_done"]) for before, after in pairs):
        yield ngettext("%(count)d task done.", "%(count)d tasks done.", done) % {"count": done}
    if again := sum(before["is_done"] and not after["is_done"] for before, after in known):
        yield ngettext("%(count)d task taken up again.", "%(count)d tasks taken up again.", again) % {"count": again}
    if changed := sum(_differ(before, after, "title", "due_on", "assignee") for before, after in known):
        yield ngettext("%(count)d task changed.", "%(count)d tasks changed.", changed) % {"count": changed}
    if gone := len(_gone(then, now, "task")):
        yield ngettext("%(count)d task removed.", "%(count)d tasks removed.", gone) % {"count": gone}


def _check_ins(then: GoalReport | None, now: GoalReport) -> Iterator[str]:
    count = sum(before is None for before, _after in _pairs(then, now, "check_in"))
    if not count:
        return
    told = ngettext("%(count)d check-in", "%(count)d check-ins", count) % {"count": count}
    if then and then.confidence:
        said = {"check_ins": told, "then": then.confidence, "now": now.confidence}
        yield _("%(check_ins)s; confidence was %(then)d and is now %(now)d.") % said
    else:
        yield _("%(check_ins)s; confidence is now %(now)d.") % {"check_ins": told, "now": now.confidence}


def _evidence(then: GoalReport | None, now: GoalReport) -> Iterator[str]:
    pairs = list(_pairs(then, now, "evidence"))
    new = sum(before is None for before, _after in pairs)
    if new:
        yield ngettext("%(count)d new piece of evidence.", "%(count)d new pieces of evidence.", new) % {"count": new}
    seen = sum(bool(after["confirmed_by"]) and not (before and before["confirmed_by"]) for before, after in pairs)
    if seen:
        yield ngettext("%(count)d confirmed by a mentor.", "%(count)d confirmed by a mentor.", seen) % {"count": seen}
    if gone := len(_gone(then, now, "evidence")):
        yield ngettext("%(count)d piece of evidence removed.", "%(count)d pieces of evidence removed.", gone) % {
            "count": gone
        }


def _links(then: GoalReport | None, now: GoalReport) -> Iterator[str]:
    if new := sum(before is None for before, _after in _pairs(then, now, "link")):
        yield ngettext("%(count)d message linked.", "%(count)d messages linked.", new) % {"count": new}
    if gone := len(_gone(then, now, "link")):
        yield ngettext("%(count)d message no longer linked.", "%(count)d messages no longer linked.", gone) % {
            "count": gone
        }


def _scales(then: GoalReport | None, now: GoalReport) -> Iterator[str]:
    for before, after in _pairs(then, now, "scale"):
        if after["state"] == "draft" and not (before and not _differ(before, after, "levels", "weight")):
            yield _("Attainment scale drafted.")
        if after["state"] == "started" and not (before and before["state"] == "started"):
            yield _("Attainment scale started.")
        if after["score"] is not None and not (before and before["score"] == after["score"]):
            yield _("Attainment scored: %(score)+d.") % after


def _differ(before: Values, after: Values, *names: str) -> bool:
    return any(before[name] != after[name] for name in names)


def _pairs(then: GoalReport | None, now: GoalReport, kind: str) -> Iterator[Pair]:
    """What is inside now, each with what it was then."""
    known = {each["id"]: each for each in then.inside.get(kind, ())} if then else {}
    return ((known.get(each["id"]), each) for each in now.inside.get(kind, ()))


def _gone(then: GoalReport | None, now: GoalReport, kind: str) -> list[Values]:
    here = {each["id"] for each in now.inside.get(kind, ())}
    return [each for each in (then.inside.get(kind, ()) if then else ()) if each["id"] not in here]
