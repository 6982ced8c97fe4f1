"""The door through which the site fetches: whom it reaches, how much it takes, how long it waits."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from threading import Event

import pytest

from calendar_sync.busy.addresses import Place, is_public, place_of
from calendar_sync.busy.fetching import MOST_BYTES, PUBLIC, Door, Fetched, fetch
from calendar_sync.busy.troubles import SENTENCES, Trouble, Troubled
from tests.builders.https_server import Answer, Server

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def trouble_of(url: str, door: Door = PUBLIC) -> Trouble:
    with pytest.raises(Troubled) as troubled:
        fetch(url, door=door)
    return troubled.value.trouble


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "233.252.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1",
        "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12::1", "ff02::1", "ff0e::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::a00:1",
        "2002:7f00:1::1", "2002:a00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:0:7f00:1::", "", "localhost",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_a_public_address_is_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://calendar.example/a.ics", "ftp://calendar.example/", "file:///etc/passwd", "https://", "https:///a.ics",
        "https://calendar.example:8443/", "https://calendar.example:22/", "https://mia@calendar.example/",
        "https://mia:word@calendar.example/", "https://calendar.example/\r\nX: 1", "https://calendar.example/a b",
        "https://calendar.example\\@127.0.0.1/", "https://[::1/", "https://calendar.example:port/", "gopher://x", "",
        "https://calendar.example/" + "x" * 2000, "https://kalender.exämple/",
    ],
)  # fmt: skip
def test_an_address_that_is_no_plain_https_is_refused(url: str) -> None:
    assert trouble_of(url) == Trouble.ADDRESS


def test_a_plain_address_is_a_host_and_what_it_is_asked_for() -> None:
    assert place_of("https://Calendar.Example./a.ics?key=1#part") == Place("calendar.example", "/a.ics?key=1")
    assert place_of("https://calendar.example:443") == Place("calendar.example", "/")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0"])
def test_this_machine_is_never_reached(host: str) -> None:
    assert trouble_of(f"https://{host}/") in {Trouble.FORBIDDEN, Trouble.UNREACHABLE}


def test_an_address_of_this_machine_is_known_by_talking_to_itself(server: Server) -> None:
    """As with a public address of an interface here, which no list of networks tells."""
    door = server.door(may_reach_itself=False)

    assert trouble_of(server.url("/"), door) == Trouble.FORBIDDEN
    assert server.asked == []


def test_what_is_there_comes_with_its_mark(server: Server) -> None:
    server.answers["/a.ics?key=1"] = Answer(CALENDAR, headers={"ETag": '"v1"'})

    assert fetch(server.url("/a.ics?key=1"), door=server.door()) == Fetched(CALENDAR, '"v1"')
    assert server.asked[0][1]["Host"] == f"localhost:{server.port}"


def test_what_is_unchanged_does_not_come_again(server: Server) -> None:
    server.answers["/a.ics"] = Answer(status=304)

    assert fetch(server.url("/a.ics"), mark='"v1"', door=server.door()) == Fetched(None, '"v1"')
    assert server.asked[0][1]["If-None-Match"] == '"v1"'
    assert trouble_of(server.url("/a.ics"), server.door()) == Trouble.ANSWER


@pytest.mark.parametrize(("name", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_packed_calendars_are_unpacked(server: Server, name: str, pack) -> None:
    server.answers["/a.ics"] = Answer(pack(CALENDAR * 1000), headers={"Content-Encoding": name})

    assert fetch(server.url("/a.ics"), door=server.door()).body == CALENDAR * 1000


def test_a_redirect_is_followed_where_it_may_lead(server: Server) -> None:
    server.answers["/old"] = Answer(status=302, headers={"Location": "/new"})
    server.answers["/new"] = Answer(CALENDAR)

    assert fetch(server.url("/old"), door=server.door()).body == CALENDAR


@pytest.mark.parametrize(
    ("location", "trouble"),
    [
        ("http://localhost/", Trouble.ADDRESS),
        ("https://10.0.0.1/", Trouble.FORBIDDEN),
        ("https://169.254.169.254/latest/meta-data", Trouble.FORBIDDEN),
        ("file:///etc/passwd", Trouble.ADDRESS),
        ("https://[bad/", Trouble.UNREACHABLE),
        ("/old", Trouble.TOO_FAR),
        ("", Trouble.TOO_FAR),
    ],
)
def test_a_redirect_is_judged_like_the_first_address(server: Server, location: str, trouble: Trouble) -> None:
    server.answers["/old"] = Answer(status=301, headers={"Location": location})

    assert trouble_of(server.url("/old"), server.door()) == trouble


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (Answer(status=404), Trouble.ANSWER),
        (Answer(status=500), Trouble.ANSWER),
        (Answer(bytes(MOST_BYTES + 1)), Trouble.TOO_LARGE),
        (Answer(gzip.compress(bytes(MOST_BYTES + 1)), headers={"Content-Encoding": "gzip"}), Trouble.TOO_LARGE),
        (Answer(b"no gzip", headers={"Content-Encoding": "gzip"}), Trouble.UNREADABLE),
    ],
    ids=["not found", "error", "large", "bomb", "not packed"],
)
def test_an_answer_that_cannot_be_taken(server: Server, answer: Answer, trouble: Trouble) -> None:
    server.answers["/a.ics"] = answer

    assert trouble_of(server.url("/a.ics"), server.door()) == trouble


def test_bytes_that_drop_in_one_by_one_end_with_the_time(server: Server) -> None:
    ended = Event()

    def drip(handler) -> None:
        while not ended.wait(0.05):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    server.answers["/a.ics"] = Answer(write=drip)
    started = time.monotonic()

    assert trouble_of(server.url("/a.ics"), server.door(seconds=0.6)) == Trouble.TOO_SLOW
    assert time.monotonic() - started < 2
    ended.set()


@pytest.mark.parametrize(("listening", "trouble"), [(True, Trouble.TOO_SLOW), (False, Trouble.UNREACHABLE)])
def test_a_server_that_says_nothing_is_not_waited_for(server: Server, *, listening: bool, trouble: Trouble) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if listening:
            silent.listen()
        port = silent.getsockname()[1]

        assert trouble_of(f"https://localhost:{port}/", server.door(port=port, seconds=0.4)) == trouble


def test_a_certificate_of_nobody_is_refused(server: Server) -> None:
    assert trouble_of(server.url("/"), server.door(authority=None)) == Trouble.CERTIFICATE


def test_proxies_of_the_environment_are_ignored(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.answers["/a.ics"] = Answer(CALENDAR)

    assert fetch(server.url("/a.ics"), door=server.door()).body == CALENDAR


def test_every_trouble_has_a_sentence() -> None:
    assert SENTENCES.keys() == set(Trouble)
