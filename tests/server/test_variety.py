"""The reader's variety of the language: what browsers ask for, and what scripts are told."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from server.variety import variety_of


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("en-US,en;q=0.9", "en-us-u-hc-h12"),
        ("de-AT,en-GB;q=0.7,en-US;q=0.5", "en-gb-u-hc-h23"),
        ("en", "en-u-hc-h23"),
        ("", "en-u-hc-h23"),
        ("en-u-x,en-abcdefghi", "en-u-hc-h23"),
    ],
)
def test_variety_is_the_first_that_the_browser_asks_for_in_the_pages_language(asked, told):
    assert variety_of(RequestFactory().get("/", headers={"accept-language": asked})) == told
