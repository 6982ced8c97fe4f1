"""`manage.py seed_demo` seeds only an empty database, only in a demo, and only once."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from server.accounts.demo import is_demo_site, mark_as_demo
from server.accounts.models import Person
from tests.builders.people import person


@pytest.mark.django_db
def test_seeding_needs_the_demo_setting():
    with pytest.raises(CommandError, match="set DEMO=1"):
        call_command("seed_demo")

    assert not is_demo_site()


def test_seeding_stays_out_of_a_database_with_people(db, settings):
    settings.DEMO = True
    person("mia")

    with pytest.raises(CommandError, match="has people already"):
        call_command("seed_demo")

    assert (is_demo_site(), Person.objects.human().count()) == (False, 1)


def test_seeding_again_changes_nothing(db, settings):
    settings.DEMO = True
    mark_as_demo()

    call_command("seed_demo")

    assert Person.objects.human().count() == 0
