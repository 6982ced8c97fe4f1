"""Every column that can hold words is listed here as sealed or as clear, so that a new one is a decision."""

from __future__ import annotations

from django.apps import apps
from django.db import models

# Through the vault, always; or, in rooms, whenever the room is a mentorship room.
SEALED = {
    "accounts_signin": {"contents"},
    "calendar_sync_feedpart": {"content"},
    "calendar_sync_busysource": {"mark", "url"},
    "calendar_sync_policy": {"link"},
    "calendar_sync_session": {"words"},
    "mfa_authenticator": {"data"},
    "notices_outgoingmail": {"letter"},
    "rooms_closing": {"words"},
    "rooms_file": {"name"},
    "rooms_message": {"text"},
    "rooms_piece": {"words"},
    "rooms_noteupdate": {"content"},
    "rooms_pause": {"words"},
    "rooms_personkey": {"wrapped"},
    "rooms_reaction": {"emoji"},
    "rooms_roomevent": {"body", "inverse"},
    "rooms_roomkey": {"wrapped"},
    "rooms_voice": {"words"},
}
# What people wrote about themselves or about a group, for others to see.
CLEAR = {
    "account_emailaddress": {"email"},
    "accounts_person": {
        "about", "court", "email", "languages", "name", "photo", "position", "presence_audience", "pronouns", "region",
        "time_zone",
    },
    "accounts_siteinvitation": {"email"},
    "notices_demomail": {"subject", "text", "to"},
    "rooms_room": {"purpose", "title"},
}  # fmt: skip
# Hashes, ids, kinds: nothing that a person wrote.
WORDLESS = {
    "account_emailconfirmation": {"key"},
    "accounts_person": {"password"},
    "accounts_signin": {"id"},
    "accounts_signingmark": {"check_value"},
    "accounts_siteinvitation": {"token_hash"},
    "auth_group": {"name"},
    "calendar_sync_attendance": {"answer", "present", "role"},
    "calendar_sync_busysource": {"trouble"},
    "calendar_sync_dayoverride": {"windows"},
    "calendar_sync_delivery": {"way"},
    "calendar_sync_feed": {"mask", "token_hash"},
    "calendar_sync_feedpart": {"mark"},
    "calendar_sync_feedreader": {"client", "mark"},
    "calendar_sync_invitee": {"token_hash", "uid"},
    "calendar_sync_mailboxstate": {"trouble"},
    "calendar_sync_policy": {"durations", "tzid"},
    "calendar_sync_series": {"frequency", "local_start", "tz_version", "tzid", "uid"},
    "calendar_sync_session": {"client_id", "local_start", "recurrence_id", "status", "tzid", "uid"},
    "auth_permission": {"codename", "name"},
    "django_content_type": {"app_label", "model"},
    "mfa_authenticator": {"type"},
    "notices_outgoingmail": {"failure"},
    "rooms_control": {"kind", "sign_in"},
    "rooms_file": {"kind"},
    "rooms_membership": {"role"},
    "rooms_message": {"client_id"},
    "rooms_piece": {"kind", "position", "stamps", "state"},
    "rooms_note": {"kind", "tag"},
    "rooms_noteupdate": {"tag"},
    "rooms_personkey": {"master"},
    "rooms_reaction": {"digest"},
    "rooms_room": {"epoch", "kind"},
    "rooms_roomevent": {"client_id", "digest", "kind", "tag"},
    "rooms_roomkey": {"master"},
    "rooms_vaultmark": {"fingerprint"},
}
WORDY = (models.CharField, models.TextField, models.BinaryField, models.JSONField, models.FileField)


def listed(*lists: dict[str, set[str]]) -> set[str]:
    return {f"{table}.{column}" for each in lists for table, columns in each.items() for column in columns}


def test_every_column_that_can_hold_words_is_listed_once() -> None:
    fields = [field for model in apps.get_models(include_auto_created=True) for field in model._meta.concrete_fields]

    wordy = {f"{field.model._meta.db_table}.{field.column}" for field in fields if isinstance(field, WORDY)}

    assert wordy == listed(SEALED, CLEAR, WORDLESS)
    assert len(wordy) == len(listed(SEALED)) + len(listed(CLEAR)) + len(listed(WORDLESS))
