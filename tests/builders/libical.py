"""libical, the C library under many calendar programs, by ctypes: its strict checks and its reader of invitations."""

from __future__ import annotations

import ctypes as c
import ctypes.util
from functools import cache


def find(name: str) -> str | None:
    return ctypes.util.find_library(name)


@cache
def ical() -> c.CDLL:
    library = c.CDLL(find("ical"))
    library.icalparser_parse_string.restype = c.c_void_p
    library.icalparser_parse_string.argtypes = [c.c_char_p]
    library.icalrestriction_check.argtypes = [c.c_void_p]
    library.icalcomponent_as_ical_string.restype = c.c_char_p
    library.icalcomponent_as_ical_string.argtypes = [c.c_void_p]
    library.icalproperty_enum_to_string.restype = c.c_char_p
    library.icalcomponent_count_errors.argtypes = [c.c_void_p]
    return library


@cache
def icalss() -> c.CDLL:
    ical()
    library = c.CDLL(find("icalss"))
    library.icalclassify.argtypes = [c.c_void_p, c.c_void_p, c.c_char_p]
    library.icalmessage_new_accept_reply.restype = c.c_void_p
    library.icalmessage_new_accept_reply.argtypes = [c.c_void_p, c.c_char_p, c.c_char_p]
    library.icalmessage_new_counterpropose_reply.restype = c.c_void_p
    library.icalmessage_new_counterpropose_reply.argtypes = [c.c_void_p, c.c_void_p, c.c_char_p, c.c_char_p]
    return library


def parsed(body: bytes) -> int:
    component: int | None = ical().icalparser_parse_string(body)
    assert component is not None
    return component


def is_allowed(body: bytes) -> bool:
    """Whether RFC 5546 allows what stands there and nothing is missing; what is wrong, libical notes inside."""
    component = parsed(body)
    return ical().icalrestriction_check(component) == 1 and ical().icalcomponent_count_errors(component) == 0


def classified(body: bytes, stored: bytes | None, address: str) -> str:
    """What this message does to the calendar of its reader, such as REQUEST-NEW."""
    known = parsed(stored) if stored else None
    kind = icalss().icalclassify(parsed(body), known, address.encode())
    name: bytes = ical().icalproperty_enum_to_string(kind)
    return name.decode()


def accepted(body: bytes, address: str) -> bytes:
    """The answer of a reader who accepts this request."""
    reply = icalss().icalmessage_new_accept_reply(parsed(body), address.encode(), b"See you")
    text: bytes = ical().icalcomponent_as_ical_string(reply)
    return text


def countered(body: bytes, proposal: bytes, address: str) -> bytes:
    """The answer of a reader who proposes another time."""
    reply = icalss().icalmessage_new_counterpropose_reply(parsed(body), parsed(proposal), address.encode(), b"Later")
    text: bytes = ical().icalcomponent_as_ical_string(reply)
    return text
