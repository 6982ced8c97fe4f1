"""What is tidied up, and what stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from calendar_sync.booking.claims import quanta
from calendar_sync.models import Claim
from rooms.models import Control, File
from rooms.models.file import UNATTACHED_KEPT
from server.notices.chores import CONTROL_KEPT, MAIL_KEPT, tidy_up
from server.notices.models import OutgoingMail
from server.notices.worker import Rounds
from tests.builders.files import attached, stored, upload
from tests.builders.mail import queued_mail
from tests.builders.people import person
from tests.builders.rooms import mentorship_room
from tests.builders.sessions import NOW, session

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def test_mail_long_done_goes_and_mail_that_waits_stays() -> None:
    now = timezone.now()
    sent, failed, fresh, waiting = (queued_mail() for _ in range(4))
    OutgoingMail.objects.filter(pk=sent.pk).update(sent_at=now - MAIL_KEPT - SECOND)
    OutgoingMail.objects.filter(pk=failed.pk).update(failed_at=now - MAIL_KEPT - SECOND)
    OutgoingMail.objects.filter(pk=fresh.pk).update(sent_at=now)

    tidy_up()

    assert set(OutgoingMail.objects.values_list("pk", flat=True)) == {fresh.pk, waiting.pk}


def test_file_that_belongs_to_nothing_goes_with_its_bytes() -> None:
    noah = person("noah")
    room = mentorship_room(person("mia"), noah)
    left_over, kept = upload(room, noah), attached(room, noah)
    File.objects.update(at=timezone.now() - UNATTACHED_KEPT - SECOND)

    tidy_up()
    Rounds(None).go(lambda: False)

    assert (list(File.objects.all()), stored(left_over.pk), len(stored(kept.pk))) == ([kept], {}, 1)


def test_orders_older_than_a_day_go() -> None:
    old, new = (Control.objects.create(kind=Control.Kind.ROOMS_CHANGED) for _ in range(2))
    Control.objects.filter(pk=old.pk).update(at=timezone.now() - CONTROL_KEPT - SECOND)

    tidy_up()

    assert list(Control.objects.all()) == [new]


def test_time_that_is_over_is_no_longer_claimed() -> None:
    noah = person("noah")
    row = session(mentorship_room(mia := person("mia"), noah), mia, noah, NOW)
    Claim.objects.create(person=mia, quantum=quanta(NOW, NOW).start, session=row)

    with time_machine.travel(NOW + timedelta(hours=23)):
        tidy_up()
        assert Claim.objects.count() == 1
    with time_machine.travel(NOW + timedelta(hours=25)):
        tidy_up()
    assert Claim.objects.count() == 0
