"""The worker's rounds, and the process that runs them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from rooms.notes.compacting import UPDATES_KEPT
from server.notices.delivery import DemoPost, SmtpPost, post_of_site
from server.notices.models import DemoMail, OutgoingMail, WorkerBeat
from server.notices.worker import BEAT_SECONDS, Rounds
from tests.builders.database import database_url
from tests.builders.mail import queued_mail
from tests.builders.notes import Editor, change, note_of
from tests.builders.people import person
from tests.builders.rooms import mentorship_room

END_SECONDS = 10.0

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


@pytest.mark.django_db
def test_round_shortens_long_notes() -> None:
    mia = person("mia")
    room, editor = mentorship_room(mia, person("noah")), Editor()
    for _ in range(UPDATES_KEPT):
        change(room, mia, editor.write("Listen. ").changes()[0])

    Rounds(None).go(lambda: False)

    assert note_of(room).updates.count() == 1


@pytest.mark.django_db
def test_round_sends_what_is_due_and_asks_to_come_again() -> None:
    queued_mail(to="noah@court.example", subject="Welcome", text="Your code is 42.")
    rounds = Rounds(DemoPost())

    busy, idle = rounds.go(lambda: False), rounds.go(lambda: False)

    assert (busy, idle) == (True, False)
    assert list(DemoMail.objects.values_list("to", "subject", "text")) == [
        ("noah@court.example", "Welcome", "Your code is 42.")
    ]


@pytest.mark.django_db
def test_round_shows_that_somebody_is_at_work() -> None:
    now = 100.0
    rounds = Rounds(None, lambda: now)
    rounds.go(lambda: False)
    first = WorkerBeat.objects.get().at

    now += BEAT_SECONDS
    rounds.go(lambda: False)

    assert WorkerBeat.objects.get().at > first


@pytest.mark.django_db
def test_mail_waits_while_no_server_is_named() -> None:
    mail = queued_mail()

    busy = Rounds(None).go(lambda: False)

    mail.refresh_from_db()
    assert (busy, mail.attempts) == (False, 0)
    assert mail.letter


def test_post_follows_the_settings(settings: SettingsWrapper) -> None:
    nobody = post_of_site()
    settings.SMTP_URL = "smtp://mail.example"
    smtp = post_of_site()
    settings.DEMO = True
    demo = post_of_site()

    assert nobody is None
    assert isinstance(smtp, SmtpPost)
    assert isinstance(demo, DemoPost)


@pytest.mark.django_db(transaction=True)
def test_worker_ends_in_order_when_asked() -> None:
    environment = {**os.environ, "DATABASE_URL": database_url(), "LOG_FORMAT": "text"}
    work = [sys.executable, str(settings.ROOT / "manage.py"), "work"]
    worker = subprocess.Popen(work, env=environment, stderr=subprocess.PIPE, text=True)
    assert worker.stderr is not None
    worker.stderr.readline()  # it has started: it says that no mail server is named

    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=END_SECONDS)

    assert worker.returncode == 0


def test_rows_claimed_together_are_in_order_of_being_due(db: None) -> None:
    first, second = queued_mail(), queued_mail()

    claimed = OutgoingMail.objects.claim(max(first.due_at, second.due_at), 5)

    assert [mail.pk for mail in claimed] == [first.pk, second.pk]
