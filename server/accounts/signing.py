"""One key signs the cookies and forms of all processes of a site. Not here: the key itself (server.keys)."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from server.accounts.models.signing_mark import SigningMark


class WrongSigningKey(Exception):  # noqa: N818  (a refusal with its sentence, not a fault)
    """This process would sign otherwise than the others, and refuse what they signed."""


def check_signing_key() -> None:
    """Refuse another SECRET_KEY than the site's; the first process to come records it."""
    ours = signing_check()
    mark, _made = SigningMark.objects.get_or_create(pk=1, defaults={"check_value": ours})
    if mark.check_value != ours:
        raise WrongSigningKey(
            "The secret_key in VAR_DIR/keys is not the one that this site signs with: copy that file here, or make"
            " this one the site's by `manage.py release --new-secret-key`, which signs everybody out."
        )


def adopt_signing_key() -> None:
    """Make this process's key the site's: what others signed is refused from now on."""
    SigningMark.objects.update_or_create(pk=1, defaults={"check_value": signing_check()})


def signing_check() -> str:
    """Nothing can be signed with this, and no other key gives it."""
    return salted_hmac("server.accounts.signing", "check", algorithm="sha256").hexdigest()
