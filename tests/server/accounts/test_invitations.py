"""Invitations to the site: their rows, mails and links."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from server.accounts import invitations
from server.accounts.demo import mark_as_demo
from server.accounts.models import Person, SiteInvitation
from tests.builders.dump import database_text
from tests.builders.people import PASSWORD, browser_of, operator, person, queries_of

pytestmark = pytest.mark.django_db

NOAH = "noah@court.example"
ANSWER = {"name": "Noah", "password1": PASSWORD, "time_zone": "Europe/Paris"}


def invite_noah() -> str:
    """The link's path, as the mail tells it."""
    invitations.invite([NOAH], by=None)
    return link_in(mail.outbox[-1])


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"^http://localhost:8000(/join/\S+/)$", str(message.body), re.MULTILINE)
    assert found
    return found.group(1)


def test_invite_mails_a_link_to_each_address() -> None:
    olga = operator()

    result = invitations.invite([NOAH, "Omar@Court.example"], by=olga)

    assert result == invitations.Invited(sent=[NOAH, "omar@court.example"], already_here=[])
    assert [message.to for message in mail.outbox] == [[NOAH], ["omar@court.example"]]
    assert "Olga invites you to Menteo" in mail.outbox[0].body


def test_the_token_stands_nowhere_in_the_database() -> None:
    token = invite_noah().split("/")[2]

    assert len(token) == 43
    assert token not in database_text()


def test_who_is_here_already_gets_no_mail() -> None:
    person("noah")

    result = invitations.invite([NOAH], by=None)

    assert result == invitations.Invited(sent=[], already_here=[NOAH])
    assert mail.outbox == []


def test_inviting_again_ends_the_former_link(client: Client) -> None:
    former, newer = invite_noah(), invite_noah()

    assert client.get(former).status_code == 410
    assert client.get(newer).url == "/join/"
    assert SiteInvitation.objects.pending().count() == 1


def test_accepting_makes_a_verified_person_and_signs_in(client: Client) -> None:
    client.get(invite_noah())

    answer = client.post("/join/", ANSWER)

    noah = Person.objects.get(email=NOAH)
    assert answer.url == "/"
    assert (noah.name, noah.time_zone, noah.is_operator) == ("Noah", "Europe/Paris", False)
    assert noah.emailaddress_set.get().verified
    assert client.get("/me/").context["user"] == noah


def test_opening_the_link_uses_nothing_up(client: Client) -> None:
    link = invite_noah()
    Client().get(link)

    client.get(link)

    assert client.get("/join/").status_code == 200


def test_the_form_stands_at_an_address_without_secret(client: Client) -> None:
    link = invite_noah()

    answer = client.get(link)

    assert answer.url == "/join/"
    assert (answer["Referrer-Policy"], "no-store" in answer["Cache-Control"]) == ("no-referrer", True)


def test_a_used_link_is_gone(client: Client) -> None:
    link = invite_noah()
    client.get(link)
    client.post("/join/", ANSWER)
    second = Client()

    assert second.get(link).status_code == 410
    assert second.post("/join/", {**ANSWER, "name": "Somebody"}).status_code == 410
    assert Person.objects.count() == 1


def test_of_two_open_forms_the_second_is_refused() -> None:
    link = invite_noah()
    first, second = Client(), Client()
    first.get(link)
    second.get(link)
    first.post("/join/", ANSWER)

    assert second.post("/join/", {**ANSWER, "password1": "another-long-password-9"}).status_code == 410
    assert Person.objects.get(email=NOAH).check_password(PASSWORD)


def test_an_expired_link_is_gone(client: Client) -> None:
    link = invite_noah()

    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=1), tick=False):
        assert client.get(link).status_code == 410


def test_an_invitation_that_expires_before_the_form_is_sent_is_gone(client: Client) -> None:
    client.get(invite_noah())

    with time_machine.travel(timezone.now() + timedelta(days=13, hours=23), tick=False) as clock:
        assert client.get("/join/").status_code == 200
        clock.shift(3601)
        assert client.post("/join/", ANSWER).status_code == 410


def test_a_revoked_link_is_gone(client: Client) -> None:
    link = invite_noah()
    row = SiteInvitation.objects.get()

    assert (invitations.revoke(row.pk), invitations.revoke(row.pk)) == (True, False)
    assert client.get(link).status_code == 410


def test_an_unknown_link_is_gone(client: Client) -> None:
    assert client.get("/join/" + "x" * 43 + "/").status_code == 410


def test_without_a_link_the_form_is_gone(client: Client) -> None:
    assert client.get("/join/").status_code == 410


def test_a_weak_password_is_refused(client: Client) -> None:
    client.get(invite_noah())

    answer = client.post("/join/", {**ANSWER, "password1": "noah@court"})

    assert answer.status_code == 422
    assert not Person.objects.exists()


def test_somebody_signed_in_is_asked_to_sign_out_first() -> None:
    client = browser_of(person("mia"))
    client.get(invite_noah())

    answer = client.post("/join/", ANSWER)

    assert "you are signed in as mia@court.example" in answer.content.decode()
    assert not Person.objects.filter(email=NOAH).exists()


def test_links_cannot_be_guessed_for_long(client: Client) -> None:
    link = invite_noah()
    for number in range(20):
        client.get(f"/join/{number:043}/")

    assert client.get(link).status_code == 429


def test_a_demo_takes_nobody(client: Client) -> None:
    client.get(invite_noah())
    mark_as_demo()

    assert client.post("/join/", ANSWER).status_code == 410
    assert not Person.objects.exists()


def test_operator_invites_a_list_of_addresses() -> None:
    client = browser_of(operator())

    client.post("/people/invite/", {"addresses": "Noah <noah@court.example>,\nOmar <omar@court.example>"})

    assert [message.to for message in mail.outbox] == [[NOAH], ["omar@court.example"]]


def test_one_wrong_address_sends_nothing() -> None:
    client = browser_of(operator())

    answer = client.post("/people/invite/", {"addresses": "noah@court.example, omar-at-court"})

    assert "This is no e-mail address: omar-at-court" in answer.content.decode()
    assert (answer.status_code, mail.outbox, SiteInvitation.objects.count()) == (422, [], 0)


def test_operator_sees_and_revokes_what_is_pending() -> None:
    invite_noah()
    client = browser_of(operator())
    row = SiteInvitation.objects.get()

    assert NOAH in client.get("/people/invite/").content.decode()
    assert client.post(f"/people/invite/{row.pk}/revoke/").status_code == 302
    assert client.post(f"/people/invite/{row.pk}/revoke/").status_code == 404


def test_the_page_does_not_exist_for_others() -> None:
    invite_noah()
    client = browser_of(person("mia"))

    answers = [client.get("/people/invite/"), client.post("/people/invite/", {"addresses": "zoe@court.example"})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert NOAH not in answers[0].content.decode()
    assert len(mail.outbox) == 1


def test_others_cannot_revoke() -> None:
    invite_noah()
    row = SiteInvitation.objects.get()

    assert browser_of(person("mia")).post(f"/people/invite/{row.pk}/revoke/").status_code == 404
    assert SiteInvitation.objects.pending().exists()


def test_the_page_asks_as_often_for_three_as_for_one() -> None:
    client = browser_of(operator())
    invitations.invite(["a@court.example"], by=None)
    for_one = queries_of(client, "/people/invite/")
    invitations.invite(["b@court.example", "c@court.example"], by=None)

    assert queries_of(client, "/people/invite/") == for_one
