"""Settings are loud when they are wrong, and production is as strict as Django can check."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from server.keys import make_key
from tests.builders.commands import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PRODUCTION = {
    "PRODUCTION": "1",
    "SITE_URL": "https://menteo.court.example",
    "VAULT_KEY_FILE": "/etc/menteo/vault_key",
    "EMAIL_URL": "smtp+tls://menteo:secret@mail.court.example:587",
    "MAIL_FROM": "menteo@court.example",
    "TRUSTED_PROXIES": "1",
}


def settings_with(monkeypatch: pytest.MonkeyPatch, **variables: str) -> dict[str, Any]:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "server" / "settings.py"))


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SITE_URL": "menteo.court.example"}, "SITE_URL must be scheme://host"),
        ({"SITE_URL": "https://court.example/menteo"}, "without a path"),
        ({"SIGN_UP": "perhaps"}, "SIGN_UP must be"),
        ({"PORT": "http"}, "PORT must be a whole number"),
        ({"DEMO": "perhaps"}, "DEMO must be 1 or 0"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES must be"),
        ({"LOG_LEVEL": "chatty"}, "LOG_LEVEL must be"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be"),
        ({"REDIS_URL": "localhost:6379"}, "Address 1 of REDIS_URL must be redis://"),
        ({"REDIS_URL": "redis://one, redis://two:none"}, "Address 2 of REDIS_URL"),
        ({"REDIS_URL": "redis://one/first"}, "Address 1 of REDIS_URL"),
        ({"DATABASE_URL": "mysql://localhost/menteo"}, "DATABASE_URL must be sqlite"),
        ({"DATABASE_URL": "court"}, "DATABASE_URL must be sqlite"),
        ({"DATABASE_URL": "postgres://menteo:s#cret@db.court.example/menteo"}, "written as percent codes"),
        ({"DATABASE_URL": "postgres://db.court.example"}, "DATABASE_URL must be sqlite"),
        ({"FILE_MEGABYTES": "0"}, "FILE_MEGABYTES must be from 1"),
        ({"ROOM_FILES_MEGABYTES": "20"}, "not 25"),
        ({"DATABASE_POOL": "7"}, "DATABASE_POOL must be at least 8"),
        ({"INBOUND_URL": "imap://sessions:secret@court.example"}, "INBOUND_URL must be imaps://"),
        ({"INBOUND_URL": "imaps://court.example"}, "INBOUND_URL must be imaps://"),
        ({"INBOUND_URL": "lmtp://127.0.0.1"}, "INBOUND_URL must be imaps://"),
        ({"INBOUND_URL": "maildir://sessions"}, "INBOUND_URL must be imaps://"),
        ({"EMAIL_URL": "pigeon://loft"}, "Invalid email schema"),
        ({**PRODUCTION, "DEMO": "1"}, "exclude each other"),
        ({**PRODUCTION, "SITE_URL": "http://menteo.court.example"}, "must start with https://"),
        ({**PRODUCTION, "VAULT_KEY_FILE": "{var}/keys/vault_key"}, "must lie outside VAR_DIR"),
        ({**PRODUCTION, "EMAIL_URL": ""}, "EMAIL_URL must name a mail server"),
    ],
)
def test_wrong_setting_is_refused_with_its_name(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], sentence: str
) -> None:
    given = {name: value.replace("{var}", os.environ["VAR_DIR"]) for name, value in variables.items()}

    with pytest.raises(ImproperlyConfigured, match=sentence):
        settings_with(monkeypatch, **given)


def test_production_demands_tls_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, **PRODUCTION)

    assert settings["ALLOWED_HOSTS"] == ["menteo.court.example"]
    assert settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert (
        settings["SESSION_COOKIE_SECURE"] is settings["CSRF_COOKIE_SECURE"] is settings["SECURE_SSL_REDIRECT"] is True
    )


def test_nobody_is_believed_about_tls_without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, **{**PRODUCTION, "TRUSTED_PROXIES": "0"})

    assert settings["SECURE_PROXY_SSL_HEADER"] is None


def test_mail_url_becomes_the_mail_servers_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, EMAIL_URL="smtp+ssl://menteo:a%40b@mail.court.example:465")

    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL")
    assert [settings[name] for name in names] == ["mail.court.example", 465, "menteo", "a@b", False, True]


def test_postgres_is_spoken_to_through_a_pool_with_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, DATABASE_URL="postgres://menteo@db.court.example/menteo", DATABASE_POOL="9")

    database = settings["DATABASES"]["default"]
    assert (database["NAME"], database["HOST"], database.get("CONN_MAX_AGE", 0)) == ("menteo", "db.court.example", 0)
    assert (database["OPTIONS"]["pool"]["max_size"], database["CONN_HEALTH_CHECKS"]) == (9, True)


def test_address_of_the_database_may_bring_options_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, DATABASE_URL="postgres://db.court.example/menteo?sslmode=verify-full")

    assert settings["DATABASES"]["default"]["OPTIONS"]["sslmode"] == "verify-full"


def test_production_passes_the_deployment_check(tmp_path: Path) -> None:
    environment = {**os.environ, **PRODUCTION, "VAR_DIR": str(tmp_path / "var")}
    environment["VAULT_KEY_FILE"] = str(tmp_path / "vault_key")
    make_key(tmp_path / "vault_key")
    make_key(tmp_path / "var" / "keys" / "secret_key")

    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_wrong_redis_address_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(monkeypatch, REDIS_URL="http://menteo:secret@one:6379")

    assert "secret" not in str(refusal.value)


def test_several_redis_are_named_in_one_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = "redis://one, rediss://menteo:word@two:6380/1\nunix:///run/redis/socket"

    settings = settings_with(monkeypatch, REDIS_URL=addresses)

    assert settings["REDIS_URLS"] == [
        "redis://one",
        "rediss://menteo:word@two:6380/1",
        "unix:///run/redis/socket",
    ]
    assert settings["CHANNEL_LAYERS"]["default"]["BACKEND"] == "channels_redis.pubsub.RedisPubSubChannelLayer"


def test_site_of_one_process_needs_no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch)

    layer = settings["CHANNEL_LAYERS"]["default"]["BACKEND"]
    assert (settings["REDIS_URLS"], layer) == ([], "channels.layers.InMemoryChannelLayer")
