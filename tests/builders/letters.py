"""What people find in their mail box, before any mail server is asked. Not here: rows of mail (tests.builders.mail)."""

from __future__ import annotations

import email
import re
from email import policy

from server.notices.mail import letter_of
from server.notices.models import OutgoingMail


def newest_letter_to(address: str) -> str:
    """The text of the newest mail to this address."""
    letters = [letter_of(mail) for mail in OutgoingMail.objects.order_by("due_at")]
    newest = [letter for letter in letters if address in letter.recipients][-1]
    body = email.message_from_bytes(newest.message, policy=policy.default).get_body(("plain",))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")


def link_to(address: str) -> str:
    return found(r"^http\S+$", newest_letter_to(address))


def code_to(address: str) -> str:
    return found(r"^[B-Z]{4}-[B-Z]{4}$", newest_letter_to(address))


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    assert match, text
    return match.group()
