"""`first_operator` and `invite_people`, as somebody types them on the server."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from server.accounts.demo import mark_as_demo
from server.accounts.models import Person, SiteInvitation
from tests.builders.people import PASSWORD, operator, person

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def printed_path(text: str) -> str:
    found = re.search(r"http://localhost:8000(/join/\S+/)", text)
    assert found
    return found.group(1)


def test_first_operator_prints_a_link_that_makes_an_operator(client: Client) -> None:
    client.get(printed_path(run("first_operator", "Olga@court.example")))

    client.post("/join/", {"name": "Olga", "password1": PASSWORD, "time_zone": ""})

    olga = Person.objects.get()
    assert (olga.email, olga.is_operator, olga.time_zone) == ("olga@court.example", True, "UTC")
    assert client.get("/people/").status_code == 200


def test_first_operator_again_ends_the_former_link(client: Client) -> None:
    former = printed_path(run("first_operator", "olga@court.example"))
    newer = printed_path(run("first_operator", "olga@court.example"))

    assert (client.get(former).status_code, client.get(newer).status_code) == (410, 302)


def test_first_operator_appoints_somebody_who_is_here() -> None:
    mia = person("mia", is_active=False)

    said = run("first_operator", "mia@court.example")

    mia.refresh_from_db()
    assert (mia.is_operator, mia.is_active) == (True, True)
    assert said == "mia@court.example is an operator now and signs in as before.\n"


def test_first_operator_refuses_a_site_that_has_one() -> None:
    operator()
    mia = person("mia")

    with pytest.raises(CommandError, match="has an operator"):
        run("first_operator", "mia@court.example")

    mia.refresh_from_db()
    assert not mia.is_operator


@pytest.mark.parametrize("address", ["", "mia", "mia@"])
def test_first_operator_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(CommandError, match="is no e-mail address"):
        run("first_operator", address)


def test_a_demo_has_no_operators() -> None:
    mark_as_demo()

    with pytest.raises(CommandError, match="demo"):
        run("first_operator", "mia@court.example")

    assert not SiteInvitation.objects.exists()


def test_invite_people_mails_the_addresses() -> None:
    person("mia")

    said = run("invite_people", "mia@court.example", "noah@court.example")

    assert said == "Invited: 1. Already here: 1.\n"
    assert [message.to for message in mail.outbox] == [["noah@court.example"]]


def test_invite_people_refuses_a_wrong_address() -> None:
    with pytest.raises(CommandError, match="noah-at-court"):
        run("invite_people", "noah-at-court", "omar@court.example")

    assert mail.outbox == []


def test_invite_people_refuses_a_demo() -> None:
    mark_as_demo()

    with pytest.raises(CommandError, match="demo"):
        run("invite_people", "noah@court.example")

    assert mail.outbox == []
