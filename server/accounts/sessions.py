"""Django's session engine whose rows know a cookie by its SHA-256 only. Not here: the person's side (sign_ins)."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import DatabaseError, IntegrityError, transaction

from server.accounts import sign_ins
from server.accounts.models.sign_in import SignIn, sign_in_id

TOKEN_BYTES = 32


class SessionStore(SessionBase):
    """`session_key` is the cookie's token, `sign_in` its hash: the name of the row, safe to hand around."""

    @property
    def sign_in(self) -> str:
        return sign_in_id(self.session_key or "")

    def _get_new_session_key(self) -> str:
        return secrets.token_urlsafe(TOKEN_BYTES)

    def exists(self, session_key: str) -> bool:
        return SignIn.objects.filter(pk=sign_in_id(session_key)).exists()

    def create(self) -> None:
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002  (Django's signature)
        if self.session_key is None:
            return self.create()
        contents = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # the stubs leave it out
        row = SignIn(pk=self.sign_in, person_id=contents.get(SESSION_KEY), expires_at=self.get_expiry_date())
        row.seal(contents)
        try:
            with transaction.atomic():
                row.save(force_insert=must_create, force_update=not must_create)
        except IntegrityError as fault:
            raise (CreateError if must_create else UpdateError) from fault
        except DatabaseError as fault:
            if must_create:
                raise
            raise UpdateError from fault
        return None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            sign_ins.end(SignIn.objects.filter(pk=sign_in_id(key)))

    def load(self) -> dict[str, Any]:
        row = SignIn.objects.open().filter(pk=self.sign_in).first()
        contents = row.read() if row else {}
        if not contents:
            self._session_key = None
        return contents

    @classmethod
    def clear_expired(cls) -> None:
        SignIn.objects.expired().delete()
