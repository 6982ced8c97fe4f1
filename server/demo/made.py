"""Scenes put together from the lists of the stock: clinics, words, votes, sentences, writing hours. Not here: when."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from server.demo.script import Line, Scene, span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from server.demo.stock import Stock

WARM = ("👍", "❤️", "👏", "😄", "🙏")


def clinic(stock: Stock, row: str, number: int) -> Scene:
    """A heavy sentence, two lighter ones, a remark."""
    heavy, first, second, remark = row.split(" | ")
    opening = stock.some("clinic_openers").format(b=heavy, n=number)
    lines = [Line("x1", opening), _later(stock, "x2", first), _later(stock, "x3", second), _later(stock, "x4", remark)]
    if stock.happens(0.7):
        lines.append(_later(stock, "x1", stock.some("clinic_thanks")))
    return stock.cast(_liked(stock, Scene("", lines)))


def phrase(stock: Stock, row: str, number: int) -> Scene:
    """A heavy word, a plain one, a remark."""
    heavy, plain, remark = row.split(" | ")
    answer = stock.some("phrase_answers").format(a=f'"{plain}"' if plain[0] != "(" else plain)
    lines = [Line("x1", stock.some("phrase_openers").format(b=heavy))]
    lines += [_later(stock, "x2", answer), _later(stock, "x3", remark)]
    if stock.happens(0.5):
        lines.append(_later(stock, "x1", stock.some("phrase_closers").format(n=number)))
    return stock.cast(_liked(stock, Scene("", lines)))


def vote(stock: Stock, row: str, _number: int) -> Scene:
    """Two versions of a sentence, and what the others think."""
    first, second, winner, reason = row.split(" | ")
    votes = [f"{winner.upper()}. {reason}"]
    votes += [stock.some("votes").format(v=winner.upper()) for _each in range(stock.rng.randint(1, 3))]
    lines = [Line("x1", stock.some("vote_openers").format(a=first, b=second))]
    lines += [_later(stock, f"x{part}", text) for part, text in enumerate(votes, 2)]
    if stock.happens(0.7):
        lines.append(_later(stock, "x1", stock.some("vote_closers")))
    return stock.cast(Scene("", lines))


def sentence(stock: Stock, row: str, _number: int) -> Scene:
    """A sentence that somebody likes, and who else does."""
    lines = [Line("x1", stock.some("sentence_openers").format(b=row))]
    replies = stock.rng.choice((1, 1, 1, 2, 2))
    lines += [_later(stock, f"x{part}", stock.some("sentence_replies")) for part in range(2, 2 + replies)]
    return stock.cast(_liked(stock, Scene("", lines)))


def hour(stock: Stock, people: Sequence[str]) -> Scene:
    """An hour of writing together: what each means to do, perhaps an aside, and what became of it."""
    host, *writers = people
    work = {who: stock.some("objects") for who in writers}
    lines = [Line(host, stock.some("hour_openers"))]
    lines += [Line(who, _about(stock.some("aims"), work[who]), gap=_minutes(stock, 1, 4)) for who in writers]
    if stock.happens(0.5):
        lines += _aside(stock, writers)
    lines += _results(stock, work)
    if stock.happens(0.4):
        lines.append(Line(host, stock.some("hour_closers"), gap=_minutes(stock, 1, 6)))
    return _liked(stock, Scene("hour", lines))


def _aside(stock: Stock, writers: Sequence[str]) -> list[Line]:
    parts = dict(zip(("x1", "x2", "x3"), stock.rng.sample(writers, 3), strict=True))
    scene = deepcopy(stock.asides.draw())
    for line in scene.lines:
        line.who = parts[line.who]
        line.reactions = [(parts[part], emoji) for part, emoji in line.reactions]
        line.gap = line.gap or _minutes(stock, 1, 4)
    scene.lines[0].gap = _minutes(stock, 9, 18)
    return scene.lines


def _results(stock: Stock, work: dict[str, str]) -> list[Line]:
    done = stock.rng.sample(list(work), stock.rng.choice((len(work), len(work), len(work) - 1)))
    lines = [Line(who, _about(stock.some("results"), _the(work[who])), gap=_minutes(stock, 1, 5)) for who in done]
    lines[0].gap = _minutes(stock, 26, 38)
    return lines


def _liked(stock: Stock, scene: Scene) -> Scene:
    """Now and then somebody who speaks in the scene reacts to a line of another."""
    for line in scene.lines:
        other = stock.rng.choice(scene.lines).who
        if other != line.who and stock.happens(0.1):
            line.reactions.append((other, stock.rng.choice(WARM)))
    return scene


def _later(stock: Stock, part: str, text: str) -> Line:
    minutes = min(100, 2 + round(stock.rng.expovariate(1 / 14)))
    return Line(part, text, gap=span(f"{minutes}m"))


def _minutes(stock: Stock, least: int, most: int) -> timedelta:
    return span(f"{stock.rng.randint(least, most)}m")


def _about(frame: str, work: str) -> str:
    return frame.format(o=work, O=work[0].upper() + work[1:])


def _the(work: str) -> str:
    """At its second mention a thing is known."""
    return "the " + work.removeprefix("a ") if work.startswith("a ") else work
