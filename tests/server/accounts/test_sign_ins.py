"""Every end of a sign-in reaches the other processes through a control row, in the same transaction."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from rooms.models import Control
from server.accounts import sign_ins
from server.accounts.models import Person, SignIn
from tests.builders.people import FIREFOX, browser_of, person

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def browser(owner: Person, agent: str = FIREFOX) -> tuple[Client, str]:
    """A signed-in browser and the name of its sign-in."""
    client = browser_of(owner, agent)
    return client, client.session.sign_in


def orders() -> list[tuple[str, str]]:
    return list(Control.objects.order_by("pk").values_list("kind", "sign_in"))


def test_signing_in_ends_nothing() -> None:
    browser(person("mia"))

    assert orders() == []


def test_sign_out_ends_this_sign_in() -> None:
    client, sign_in = browser(person("mia"))

    client.post("/account/logout/")

    assert not SignIn.objects.filter(pk=sign_in).exists()
    assert orders() == [("sign_in_ended", sign_in)]


def test_end_others_keeps_this_one() -> None:
    mia = person("mia")
    _, here = browser(mia)
    _, elsewhere = browser(mia)

    ended = sign_ins.end_others(mia, keep=here)

    assert ended == 1
    assert sign_ins.open_sign_ins({here, elsewhere}) == {here}
    assert orders() == [("sign_in_ended", elsewhere)]


def test_end_others_again_ends_nothing() -> None:
    mia = person("mia")
    _, here = browser(mia)

    assert sign_ins.end_others(mia, keep=here) == 0
    assert orders() == []


def test_end_others_leaves_other_people_alone() -> None:
    mia, noah = person("mia"), person("noah")
    _, noahs = browser(noah)

    sign_ins.end_others(mia, keep="")

    assert sign_ins.open_sign_ins({noahs}) == {noahs}


def test_end_all_orders_once_for_the_person() -> None:
    mia = person("mia")
    browser(mia)
    browser(mia)

    sign_ins.end_all(mia)

    assert not SignIn.objects.of(mia).exists()
    assert list(Control.objects.values_list("kind", "person")) == [("person_signed_out", mia.pk)]


def test_open_sign_ins_leaves_out_the_expired_the_unknown_and_the_inactive() -> None:
    mia, noah = person("mia"), person("noah")
    _, expired = browser(mia)
    _, current = browser(mia)
    _, inactive = browser(noah)
    SignIn.objects.filter(pk=expired).update(expires_at=timezone.now())
    Person.objects.filter(pk=noah.pk).update(is_active=False)

    assert sign_ins.open_sign_ins({expired, current, inactive, "f" * 64}) == {current}


def test_open_sign_ins_asks_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    mia = person("mia")
    ids = {browser(mia)[1] for _ in range(3)}

    with django_assert_num_queries(1):
        sign_ins.open_sign_ins(ids)


def test_a_sign_in_is_open_for_its_own_person_only() -> None:
    mia = person("mia")
    _, sign_in = browser(mia)

    assert sign_ins.sign_in_is_open(sign_in, mia.pk)
    assert not sign_ins.sign_in_is_open(sign_in, uuid.uuid4())


def test_a_browser_before_sign_in_is_nobodys() -> None:
    visitor = Client()
    session = visitor.session
    session["invitation"] = 1
    session.save()

    assert sign_ins.open_sign_ins({session.sign_in}) == set()
    assert sign_ins.end(SignIn.objects.all()) == 0


def test_devices_show_this_browser_first_then_by_last_use() -> None:
    mia = person("mia")
    start = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        _, old = browser(mia)
        clock.shift(60)
        _, here = browser(mia)
        clock.shift(60)
        _, new = browser(mia, agent="")

        shown = sign_ins.devices(mia, here)

    assert [(device.id, device.is_current) for device in shown] == [(here, True), (new, False), (old, False)]
    assert shown[0] == sign_ins.Device(
        id=here,
        is_current=True,
        browser="Firefox, Linux",
        address="127.0.0.1",
        began_at=start + timedelta(seconds=60),
        seen_at=start + timedelta(seconds=60),
    )


def test_deactivated_person_loses_the_page_at_once() -> None:
    mia = person("mia")
    client, _ = browser(mia)
    Person.objects.filter(pk=mia.pk).update(is_active=False)

    assert client.get("/me/").status_code == 302


def test_a_session_of_somebody_else_signs_nobody_else_in() -> None:
    mia, noah = person("mia"), person("noah")
    _, _ = browser(mia)
    noahs, _ = browser(noah)
    thief = Client()
    thief.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: SignIn.objects.of(mia).get().pk})

    assert thief.get("/me/").status_code == 302
    assert noahs.get("/me/").context["user"] == noah
