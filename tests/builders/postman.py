"""A real SMTP server on a free loopback port that keeps what it gets and refuses what it is told to refuse."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from django.test import override_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiosmtpd.smtp import SMTP, Envelope, Session


class Postman:
    """What the SMTP server does with mail."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answer_to_recipient = "250 OK"
        self.answer_to_message = "250 OK"

    async def handle_RCPT(  # noqa: N802  (named by aiosmtpd)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd)
        if self.answer_to_message.startswith("250"):
            self.taken.append(envelope)
        return self.answer_to_message


class FreePort(Controller):
    """aiosmtpd's controller, on whatever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def postman() -> Iterator[Postman]:
    """A mail server, with the site's settings pointing to it."""
    handler = Postman()
    controller: Any = FreePort(handler, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        with override_settings(
            SMTP_URL="smtp://127.0.0.1", EMAIL_HOST="127.0.0.1", EMAIL_PORT=controller.port, EMAIL_TIMEOUT=5
        ):
            yield handler
    finally:
        controller.stop()
