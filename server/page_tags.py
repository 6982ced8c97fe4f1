"""What every template may use without loading it. Not here: anything that asks the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from rooms import hours

if TYPE_CHECKING:
    from datetime import datetime

register = template.Library()


@register.filter(expects_localtime=True)
def hour(moment: datetime) -> str:
    """As the reader's clocks show it."""
    return hours.hour(moment)


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word, as an avatar shows them."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
