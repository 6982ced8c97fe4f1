"""A mail from its templates: subject, plain text, HTML. Not here: the queue that carries it (the mail backend)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from collections.abc import Sequence


def render(
    template: str, to: Sequence[str], context: dict[str, Any], *, headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """The mail of `<template>_subject.txt` and `<template>_message.txt`, with the same words as HTML."""
    full = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", full).split())
    text = render_to_string(f"{template}_message.txt", full).strip()
    message = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, list(to), headers=headers)
    page = render_to_string("emails/message.html", {**full, "subject": subject, "text": text})
    message.attach_alternative(page, "text/html")
    return message


def send(template: str, to: str, context: dict[str, Any]) -> None:
    render(template, [to], context).send()
