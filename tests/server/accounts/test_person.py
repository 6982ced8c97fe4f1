"""A person is known by one e-mail address, however it is written."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from server.accounts.models import Person
from tests.builders.people import person

pytestmark = pytest.mark.django_db


def test_address_is_somebodys_in_any_case() -> None:
    person("mia")

    with pytest.raises(IntegrityError):
        Person.objects.create(email="Mia@Court.example", name="Another Mia")
