"""What operators do to people, and that nobody else does."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from rooms.models import Control, Invitation
from server.accounts import people
from server.accounts.models import SYSTEM_ID, Person
from tests.builders.people import PASSWORD, browser_of, operator, person, queries_of
from tests.builders.rooms import group_room, mentorship_room

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def deed(by: Person, name: str, on: uuid.UUID) -> Client:
    """An operator's browser that has just confirmed the password and done this."""
    client = browser_of(by)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.answer = client.post(f"/people/{on}/{name}/")  # type: ignore[attr-defined]
    return client


def test_deactivate_ends_every_sign_in() -> None:
    olga, mia = operator(), person("mia", is_operator=True)
    client = browser_of(mia)

    people.deactivate(mia.pk, by=olga)

    mia.refresh_from_db()
    assert (mia.is_active, mia.is_operator) == (False, False)
    assert client.get("/me/").status_code == 302
    assert list(Control.objects.values_list("kind", "person")) == [("person_signed_out", mia.pk)]


def test_deactivate_again_changes_nothing_more() -> None:
    olga, mia = operator(), person("mia")
    people.deactivate(mia.pk, by=olga)

    assert people.deactivate(mia.pk, by=olga).is_active is False


def test_nobody_deactivates_themselves() -> None:
    olga = operator()

    with pytest.raises(people.NotAllowed):
        people.deactivate(olga.pk, by=olga)

    olga.refresh_from_db()
    assert (olga.is_active, Control.objects.exists()) == (True, False)


def test_reactivate_lets_the_person_sign_in_again(client: Client) -> None:
    mia = person("mia", is_active=False)

    people.reactivate(mia.pk)

    answer = client.post("/account/login/", {"login": mia.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/me/").status_code == 200


def test_appoint_makes_an_operator_and_dismiss_ends_it() -> None:
    olga, mia = operator(), person("mia")

    assert people.appoint_operator(mia.pk).is_operator
    assert not people.dismiss_operator(mia.pk, by=olga).is_operator


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_demo": True}])
def test_deactivated_and_invented_people_are_not_appointed(fields: dict[str, bool]) -> None:
    mia = person("mia", **fields)

    with pytest.raises(people.NotAllowed):
        people.appoint_operator(mia.pk)


def test_nobody_dismisses_themselves() -> None:
    olga = operator()

    with pytest.raises(people.NotAllowed):
        people.dismiss_operator(olga.pk, by=olga)


def test_the_site_itself_is_nobodys_to_change() -> None:
    olga = operator()
    Person.objects.system()

    with pytest.raises(Person.DoesNotExist):
        people.reactivate(SYSTEM_ID)
    with pytest.raises(Person.DoesNotExist):
        people.deactivate(SYSTEM_ID, by=olga)


def test_operator_deactivates_on_the_page() -> None:
    mia = person("mia")

    client = deed(operator(), "deactivate", mia.pk)

    mia.refresh_from_db()
    assert not mia.is_active
    assert "Mia is deactivated and signed out everywhere." in client.get("/people/").content.decode()


def test_the_password_is_asked_for_before_a_deed() -> None:
    mia = person("mia")

    answer = browser_of(operator()).post(f"/people/{mia.pk}/deactivate/")

    mia.refresh_from_db()
    assert answer.url.startswith("/account/reauthenticate/")
    assert mia.is_active


def test_the_deed_asked_for_is_done_once_the_password_is_confirmed() -> None:
    mia = person("mia")
    client = browser_of(operator())
    asked = client.post(f"/people/{mia.pk}/deactivate/")

    client.post(asked.url, {"password": PASSWORD, "next": f"/people/{mia.pk}/deactivate/"})

    mia.refresh_from_db()
    assert not mia.is_active


@pytest.mark.parametrize("name", ["deactivate", "reactivate", "appoint", "dismiss"])
def test_others_find_no_such_page(name: str) -> None:
    noah = person("noah", is_operator=False)

    client = deed(person("mia"), name, noah.pk)

    noah.refresh_from_db()
    assert client.answer.status_code == 404  # type: ignore[attr-defined]
    assert (noah.is_active, noah.is_operator) == (True, False)


def test_unknown_person_is_not_found() -> None:
    client = deed(operator(), "deactivate", uuid.uuid4())

    assert client.answer.status_code == 404  # type: ignore[attr-defined]


def test_the_list_shows_state_and_dates_but_nothing_written() -> None:
    person("mia", about="a-private-word", region="a-private-place", is_active=False)

    page = browser_of(operator()).get("/people/").content.decode()

    assert "Deactivated" in page
    assert ("mia@court.example" in page, "a-private-word" in page, "a-private-place" in page) == (True, False, False)


def test_the_list_does_not_exist_for_others() -> None:
    person("noah")

    answer = browser_of(person("mia")).get("/people/")

    assert answer.status_code == 404
    assert "noah@court.example" not in answer.content.decode()


def test_the_list_leaves_out_the_site_itself() -> None:
    Person.objects.system()

    page = browser_of(operator()).get("/people/")

    assert [row.name for row in page.context["page"]] == ["Olga"]


def test_find_by_name_or_address() -> None:
    person("mia")
    person("noah")
    client = browser_of(operator())

    found = [client.post("/people/", {"find": text}).context["page"] for text in ("MIA", "noah@", "zoe")]

    assert [[row.name for row in page] for page in found] == [["Mia"], ["Noah"], []]


def test_the_list_asks_as_often_for_three_as_for_one() -> None:
    client = browser_of(operator())
    for_one = queries_of(client, "/people/")
    person("mia")
    person("noah")

    assert queries_of(client, "/people/") == for_one


def test_people_meet_in_a_room_where_the_viewer_is_now() -> None:
    mia, noah, zoe = person("mia"), person("noah"), person("zoe")
    room = mentorship_room(mia, noah)
    room.memberships.filter(person=noah).update(left_at="2026-03-02T12:00Z")

    assert (people.may_see(mia, noah), people.may_see(noah, mia)) == (True, False)
    assert (people.may_see(zoe, mia), people.may_see(mia, mia)) == (False, True)


def test_moderators_and_whom_they_invite_see_each_other() -> None:
    mia, noah, zoe = person("mia"), person("noah"), person("zoe")
    room = group_room("Court writing", mia, noah, is_open=False)
    Invitation.objects.create(room=room, person=zoe, invited_by=mia)

    assert (people.may_see(mia, zoe), people.may_see(zoe, mia)) == (True, True)
    assert (people.may_see(noah, zoe), people.may_see(zoe, noah)) == (False, False)
