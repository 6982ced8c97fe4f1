"""The live doors take posted JSON alone, from pages of this site that know their token."""

from __future__ import annotations

import importlib
import json
from functools import partial

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.middleware.csrf import get_token
from django.test import RequestFactory

from tests.builders.people import person
from tests.builders.site import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "s" * 32
DOORS = ("/live/poll/", "/live/say/")


def token():
    """As a page carries it: masked, so that it differs each time."""
    request = RequestFactory().get("/")
    request.META["CSRF_COOKIE"] = SECRET
    return get_token(request)


@pytest.fixture
def knock(db):
    """The site itself, which looks at its database when it is imported."""
    return partial(_knock, importlib.import_module("server.asgi").application)


async def _knock(application, door, *, method="POST", body=b"{}", **headers):
    """Status and answer to a request that is right but for what is given."""
    cookie = headers.pop("cookie", f"{settings.CSRF_COOKIE_NAME}={SECRET}")
    right = {"origin": settings.SITE_URL, "host": "localhost", "content-type": "application/json", "cookie": cookie}
    sent = {**right, "x-csrftoken": token(), **{name.replace("_", "-"): value for name, value in headers.items()}}
    raw = [(name.encode(), value.encode()) for name, value in sent.items() if value is not None]
    scope = {"type": "http", "path": door, "method": method, "headers": raw, "client": ("127.0.0.1", 5)}
    outgoing = []

    async def receive():
        return {"type": "http.request", "body": body}

    async def send(message):
        outgoing.append(message)

    await application(scope, receive, send)
    return outgoing[0]["status"], json.loads(outgoing[1]["body"])["said"][0]["error"]["code"], outgoing[0]["headers"]


@pytest.mark.parametrize("door", DOORS)
async def test_right_request_of_nobody_is_told_to_sign_in(knock, door):
    status, code, headers = await knock(door)

    assert (status, code) == (401, "unauthenticated")
    assert (b"cache-control", b"no-store") in headers


@pytest.mark.parametrize("door", DOORS)
async def test_request_of_somebody_comes_in(knock, door):
    cookie = await sync_to_async(lambda: sign_in(person("mia")))()

    both = f"{settings.CSRF_COOKIE_NAME}={SECRET}; {settings.SESSION_COOKIE_NAME}={cookie}"

    assert (await knock(door, cookie=both))[:2] == (400, "bad_shape")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"origin": None}, 403, "forbidden"),
        ({"origin": "null"}, 403, "forbidden"),
        ({"origin": "http://localhost:8001"}, 403, "forbidden"),
        ({"origin": "http://evil.example"}, 403, "forbidden"),
        ({"host": "evil.example"}, 403, "forbidden"),
        ({"x_csrftoken": None}, 403, "forbidden"),
        ({"x_csrftoken": "s" * 31 + "x"}, 403, "forbidden"),
        ({"x_csrftoken": "short"}, 403, "forbidden"),
        ({"cookie": ""}, 403, "forbidden"),
        ({"content_type": None}, 400, "bad_shape"),
        ({"content_type": "text/plain"}, 400, "bad_shape"),
        ({"content_type": "application/x-www-form-urlencoded"}, 400, "bad_shape"),
        ({"method": "GET"}, 400, "bad_shape"),
        ({"method": "PUT"}, 400, "bad_shape"),
    ],
)
async def test_wrong_request_is_refused(knock, door, wrong, status, code):
    assert (await knock(door, **wrong))[:2] == (status, code)
