"""Keys are made once, kept from everybody else, and never replaced."""

from __future__ import annotations

import io
import stat
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from rooms.models import VaultMark

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db


@pytest.fixture(name="keys")
def key_folder(tmp_path: Path, settings: SettingsWrapper) -> Path:
    """An empty folder for keys, as on a new site."""
    folder = tmp_path / "keys"
    settings.SECRET_KEY_FILE, settings.VAULT_KEY_FILE = folder / "secret_key", folder / "vault_key"
    return folder


def release(*arguments: str) -> str:
    told = io.StringIO()
    call_command("release", *arguments, stdout=told)
    return told.getvalue()


def test_first_release_makes_keys_that_only_the_owner_reads(keys: Path) -> None:
    release()

    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {
        "secret_key": 0o600,
        "vault_key": 0o600,
    }
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700


def test_second_release_keeps_the_keys(keys: Path) -> None:
    release()
    before = {path.name: path.read_text() for path in keys.iterdir()}

    release()

    assert {path.name: path.read_text() for path in keys.iterdir()} == before


def test_release_with_another_vault_key_refuses(keys: Path, settings: SettingsWrapper) -> None:
    release()
    settings.VAULT_KEY_FILE = keys / "other_key"
    settings.VAULT_KEY_FILE.write_text("ab" * 32)

    with pytest.raises(CommandError, match="sealed under another key"):
        release()


def test_release_without_the_vault_key_of_its_database_refuses_and_makes_none(keys: Path) -> None:
    VaultMark.objects.create(pk=1, fingerprint="0123456789abcdef")

    with pytest.raises(CommandError, match="VAULT_KEY_FILE names is missing"):
        release()

    assert not (keys / "vault_key").exists()


def test_release_with_another_signing_key_refuses_until_it_is_told_to_take_it(
    keys: Path, settings: SettingsWrapper
) -> None:
    release()
    settings.SECRET_KEY = "another"

    with pytest.raises(CommandError, match="not the one that this site signs with"):
        release()
    assert [release("--new-secret-key"), release()] == ["The site is ready to start.\n"] * 2


def test_release_into_a_folder_that_is_none_says_so(tmp_path: Path, settings: SettingsWrapper) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.SECRET_KEY_FILE = tmp_path / "file" / "secret_key"

    with pytest.raises(CommandError, match="data folder or database cannot be used"):
        release()
