"""Sort keys: always one between two, in one order everywhere, and new short ones when they grow long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rooms.board.positions import LONGEST_KEY, between, spread


@given(st.lists(st.integers(0, 30), max_size=60))
def test_keys_inserted_anywhere_stay_in_order_or_ask_for_new_ones(places):
    keys: list[str] = []
    for place in places:
        index = place % (len(keys) + 1)
        left = keys[index - 1] if index else ""
        right = keys[index] if index < len(keys) else ""
        key = between(left, right)
        assert key is None or (left < key and (not right or key < right) and len(key) <= LONGEST_KEY)
        keys = spread(len(keys) + 1) if key is None else [*keys[:index], key, *keys[index:]]
        assert keys == sorted(set(keys))


def test_card_after_card_at_the_end_keeps_keys_short():
    key = ""
    for _ in range(500):
        key = between(key, "") or ""

    assert 0 < len(key) <= 20


def test_equal_neighbours_leave_no_room():
    assert between("V", "V") is None


@given(st.integers(1, 501))
def test_spread_keys_are_short_different_and_in_order(count):
    keys = spread(count)

    assert keys == sorted(set(keys))
    assert max(map(len, keys)) <= 2
