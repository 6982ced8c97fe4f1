"""A link is one person's, leads to one file, and ends."""

from __future__ import annotations

import uuid

import pytest
import time_machine

from rooms.files.links import LINK_SECONDS, is_good, make_ticket

MIA, NOAH, FILE, OTHER = (uuid.uuid4() for _ in range(4))
NOW = 1_790_000_000


def test_ticket_is_good_for_its_person_and_file_alone():
    ticket = make_ticket(MIA, FILE)

    assert [is_good(ticket, who, which) for who, which in [(MIA, FILE), (NOAH, FILE), (MIA, OTHER)]] == [
        True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(("later", "good"), [(LINK_SECONDS - 1, True), (LINK_SECONDS + 1, False)])
def test_ticket_ends_after_minutes(later, good):
    with time_machine.travel(NOW, tick=False):
        ticket = make_ticket(MIA, FILE)

    with time_machine.travel(NOW + later, tick=False):
        assert is_good(ticket, MIA, FILE) is good


def test_ticket_names_neither_person_nor_file():
    ticket = make_ticket(MIA, FILE)

    assert [str(each) in ticket for each in (MIA, FILE)] == [False, False]


@pytest.mark.parametrize("ticket", ["", "x", ":", "a:b", "a:b:c"])
def test_invented_ticket_is_refused(ticket):
    assert not is_good(ticket, MIA, FILE)
