"""A process that is told to stop answers what it was asked first, and then ends."""

from __future__ import annotations

import http.client

import pytest

from tests.builders.site import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(db):
    site = Site()
    site.start()
    yield site
    site.kill()


def test_request_in_flight_is_answered_before_the_end(site):
    asking = http.client.HTTPConnection("localhost", site.port, timeout=20)
    asking.request("GET", "/healthz")
    asking.getresponse().read()
    asking.request("GET", "/")

    code = site.stop()

    assert (asking.getresponse().status, code) == (200, 0)
    asking.close()
