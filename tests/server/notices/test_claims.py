"""Several workers at one queue: each mail is somebody's, and nobody's twice."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from server.notices.models import OutgoingMail
from tests.builders.mail import queued_mail
from tests.builders.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

MAILS = 30


def claim_all() -> list[object]:
    """What one worker gets, a few at a time, until nothing is left."""
    mine: list[object] = []
    while claimed := OutgoingMail.objects.claim(timezone.now(), 4):
        mine += [mail.pk for mail in claimed]
    return mine


def test_workers_at_once_share_the_mails_between_them() -> None:
    mails = {queued_mail().pk for _ in range(MAILS)}

    taken = at_once(*[claim_all] * 3)

    assert Counter(pk for each in taken for pk in each) == Counter(mails)
    assert set(OutgoingMail.objects.values_list("attempts", flat=True)) == {1}


def test_worker_passes_over_what_another_is_just_claiming() -> None:
    queued_mail()

    first, second = at_once(*[lambda: OutgoingMail.objects.claim(timezone.now(), 1)] * 2)

    assert sorted([len(first), len(second)]) == [0, 1]
