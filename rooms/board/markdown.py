"""A goal board as Markdown, for a copy that its members take with them. Not here: reading it (report), its JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rooms.board.report import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rooms.board.pieces import Values
    from rooms.board.report import GoalReport

WRITTEN = {
    "why": gettext_lazy("Why"),
    "success": gettext_lazy("Success"),
    "first_step": gettext_lazy("First step"),
    "obstacles": gettext_lazy("Obstacles"),
    "help_wanted": gettext_lazy("Help wanted"),
}
LEVELS = ("-2", "-1", "0", "+1", "+2")


def board_markdown(goals: Iterable[GoalReport]) -> str:
    return "\n".join(["# " + _("Goals"), *(line for each in goals for line in goal_lines(each))]) + "\n"


def goal_lines(report: GoalReport) -> Iterator[str]:
    goal, inside = report.goal, report.inside
    yield f"\n## {goal['title']}\n"
    yield f"{goal['owner_name']}, {_('archived') if goal['state'] == 'archived' else goal['column_name']}"
    if goal["due_on"]:
        yield "\n" + _("Due: %(day)s") % {"day": goal["due_on"]}
    if report.percent is not None:
        yield "\n" + _("Progress: %(percent)s %%") % {"percent": report.percent}
    yield from (f"\n**{label}:** {goal[name]}" for name, label in WRITTEN.items() if goal[name])
    yield from section(_("Milestones"), map(milestone_line, inside["milestone"]))
    yield from section(_("Tasks"), map(task_line, inside["task"]))
    yield from section(_("Check-ins"), map(check_in_line, inside["check_in"]))
    yield from section(_("Evidence"), map(evidence_line, inside["evidence"]))
    yield from section(_("Attainment"), (line for scale in inside["scale"] for line in scale_lines(scale)))


def section(title: str, lines: Iterable[str]) -> Iterator[str]:
    written = [*lines]
    if written:
        yield f"\n### {title}\n"
        yield from written


def milestone_line(piece: Values) -> str:
    return box(piece["title"], piece["due_on"], piece["why"], is_done=piece["state"] == "done")


def task_line(piece: Values) -> str:
    return box(piece["title"], piece["due_on"], is_done=piece["is_done"])


def box(title: str, *more: str | None, is_done: bool) -> str:
    return f"- [{'x' if is_done else ' '}] " + ", ".join(filter(None, (title, *more)))


def check_in_line(piece: Values) -> str:
    said = [_("confidence %(no)s of 10") % {"no": piece["confidence"]}]
    said += [] if piece["value"] is None else [_("value %(value)s") % {"value": piece["value"]}]
    said += filter(None, (piece["blocker"], piece["help_wanted"]))
    return f"- {day_of(piece['at'])}: " + "; ".join(said)


def evidence_line(piece: Values) -> str:
    file = piece["file"]["name"] if piece["file"] else ""
    seen = _("confirmed by %(name)s") % {"name": piece["witness"]} if piece["witness"] else ""
    return "- " + "; ".join(filter(None, (piece["author"], piece["text"], file, seen)))


def scale_lines(piece: Values) -> Iterator[str]:
    for level, words in zip(LEVELS, piece["levels"], strict=True):
        reached = " ✓" if piece["score"] is not None and int(level) == piece["score"] else ""
        yield f"- {level}: {words}{reached}"
