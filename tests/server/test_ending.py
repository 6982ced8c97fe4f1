"""A process that is told to stop is not ready at once, answers what arrives, sends its people elsewhere, and ends."""

from __future__ import annotations

import http.client
import json
import time
import urllib.request
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from urllib.error import HTTPError

import pytest
from django.conf import settings

from tests.builders.chat import new_id
from tests.builders.people import person
from tests.builders.rooms import group_room
from tests.builders.site import Site, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "s" * 32
END_SECONDS = 4.0


@pytest.fixture
def site(db):
    site = Site()
    site.start()
    yield site
    site.kill()


@pytest.fixture
def elsewhere():
    with ThreadPoolExecutor() as pool:
        yield pool


def status(site: Site, path: str) -> int:
    try:
        with urllib.request.urlopen(f"{site.url}{path}", timeout=20) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


def post(site: Site, token: str, body: dict[str, Any]) -> dict[str, Any]:
    """Poll as a page whose sockets are blocked."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={token}; {settings.CSRF_COOKIE_NAME}={SECRET}"
    headers = {"Content-Type": "application/json", "Origin": site.url, "Cookie": cookie, "X-CSRFToken": SECRET}
    request = urllib.request.Request(f"{site.url}/live/poll/", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=40) as answer:
        return json.load(answer)


def waiting_poll(site: Site, elsewhere: ThreadPoolExecutor) -> Future[dict[str, Any]]:
    """Somebody has been welcomed and waits for news."""
    mia = person("mia")
    token, room = sign_in(mia), group_room("Clerks", mia)
    hello = {"client": "test", "tab": new_id(), "person": str(mia.pk), "rooms": {str(room.pk): None}}
    body = {"hello": hello, "relay": None, "frames": 0}
    welcomed = post(site, token, body)
    return elsewhere.submit(post, site, token, {**body, "relay": welcomed["relay"], "frames": welcomed["frames"]})


def test_request_in_flight_is_answered_before_the_end(site):
    asking = http.client.HTTPConnection("localhost", site.port, timeout=20)
    asking.request("GET", "/healthz")
    asking.getresponse().read()
    asking.request("GET", "/")

    code = site.stop()

    assert (asking.getresponse().status, code) == (200, 0)
    asking.close()


def test_process_that_ends_is_not_ready_at_once_and_still_answers(site, elsewhere):
    ready = status(site, "/readyz")
    stopping = elsewhere.submit(site.stop)
    began = time.monotonic()
    while status(site, "/readyz") == 200:
        pass
    seconds = time.monotonic() - began

    answers = status(site, "/healthz"), status(site, "/readyz"), status(site, "/account/login/")

    assert (ready, answers, stopping.result()) == (200, (200, 503, 200), 0)
    assert seconds < settings.DRAIN_SECONDS / 2


def test_waiting_poll_is_sent_elsewhere_and_the_process_ends_in_time(site, elsewhere):
    poll = waiting_poll(site, elsewhere)
    began = time.monotonic()

    code = site.stop()
    seconds = time.monotonic() - began

    said = [(each["type"], each["data"].get("code")) for each in poll.result()["said"]]
    assert (said[-1], code) == (("bye", 4001), 0)
    assert settings.DRAIN_SECONDS <= seconds < END_SECONDS
