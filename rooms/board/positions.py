"""Sort keys between sort keys (pure): strings that sort sign by sign the same in Python, in scripts and for ever.

A key is a fraction written in 62 digits, so there is always room between two, and moving a card touches that card only.
"""

from __future__ import annotations

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LONGEST_KEY = 40


def between(left: str, right: str) -> str | None:
    """A key after left and before right, each empty for "no limit"; None when the room between them is used up."""
    if right and left >= right:
        return None
    key = _middle(left, right)
    return key if len(key) <= LONGEST_KEY else None


def spread(count: int) -> list[str]:
    """So many keys in order, short and far apart."""
    base = len(DIGITS)
    steps = [base * base * (no + 1) // (count + 1) for no in range(count)]
    return [(DIGITS[step // base] + DIGITS[step % base]).rstrip("0") for step in steps]


def _middle(left: str, right: str) -> str:
    same = 0
    while same < len(right) and (left[same : same + 1] or "0") == right[same]:
        same += 1
    if same:
        return right[:same] + _middle(left[same:], right[same:])
    low = DIGITS.index(left[0]) if left else 0
    high = DIGITS.index(right[0]) if right else len(DIGITS)
    if high - low > 1:
        # Most cards go last: single steps keep their keys short.
        return DIGITS[low + 1 if left and not right else (low + high) // 2]
    return right[0] if len(right) > 1 else DIGITS[low] + _middle(left[1:], "")
