"""How a room says no: one refusal with a code for the machine and a sentence for the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from msgspec import UNSET, UnsetType

from rooms.protocol.events import ErrorView

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from rooms.protocol.pieces import AnyPiece
    from rooms.protocol.wire import Code, MessageView


class Refused(Exception):  # noqa: N818  (the word of the house: a refusal is an answer, not a fault)
    """A command that is not carried out; nothing was changed."""

    def __init__(
        self,
        code: Code,
        text: StrOrPromise,
        *,
        retry_ms: int | None = None,
        current: MessageView | None = None,
        piece: AnyPiece | UnsetType = UNSET,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.retry_ms = retry_ms
        self.current = current
        self.piece = piece

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"

    @property
    def view(self) -> ErrorView:
        """As it goes over the wire, in the language that is active now."""
        return ErrorView(
            code=self.code, text=str(self.text), retry_ms=self.retry_ms, current=self.current, piece=self.piece
        )


def erased() -> Refused:
    return Refused("not_found", _("This room was erased."))
