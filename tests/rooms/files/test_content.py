"""What a file is, whatever it calls itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.files.content import clean_name, judge, kind_of
from rooms.models import File
from rooms.refusals import Refused
from tests.builders.files import PDF, picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PROGRAM = b"MZ\x90\x00\x03\x00"


def refusal(name: str, head: bytes) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        judge(name, head)
    return refused.value.code, str(refused.value.text)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "gif"])
def test_image_is_known_by_its_content(kind):
    head = picture(kind)

    assert [judge(name, head) for name in (f"photo.{kind}", "photo", f"PHOTO.{kind.upper()}")] == [File.Kind(kind)] * 3


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("order.pdf", PDF),
        ("order.docx", b"PK\x03\x04\x14\x00"),
        ("order.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("order.rtf", b"{\\rtf1"),
        ("hearing.m4a", b"\x00\x00\x00\x20ftypM4A "),
        ("notes.txt", "Anhörung am Montag\r\n".encode()),
        ("notes.csv", "Anhörung;Montag\r\n".encode("cp1252")),
        ("notes.txt", "Montag".encode("utf-16")),
        ("mz.txt", b"MZ 42/26, second chamber"),
        ("drawing.svg", SVG),
        ("data.xyz", b"\x00\x01\x02"),
        ("README", b"Read me"),
    ],
)
def test_anything_else_that_bears_its_own_name_is_kept_as_a_download(name, head):
    assert judge(name, head) == File.Kind.OTHER


@pytest.mark.parametrize(
    ("name", "head", "ending"),
    [
        ("photo.png", SVG, "png"),
        ("photo.jpg", picture("png"), "jpg"),
        ("photo.png", PDF, "png"),
        ("order.pdf", b"PK\x03\x04", "pdf"),
        ("order.PDF", b"plain text", "pdf"),
        ("notes.txt", picture("gif"), "txt"),
        ("notes.txt", b"\x00\x01\x02", "txt"),
        ("movie.pdf", b"", "pdf"),
    ],
)
def test_file_that_lies_about_its_type_is_refused(name, head, ending):
    assert refusal(name, head) == ("bad_shape", f"This file is named .{ending}, but is none.")


@pytest.mark.parametrize("name", ["setup.exe", "photo.png", "setup", "order.pdf"])
@pytest.mark.parametrize("head", [PROGRAM, b"\x7fELF\x02\x01\x00", b"\xcf\xfa\xed\xfe\x07\x00"])
def test_program_is_refused_under_any_name(name, head):
    assert refusal(name, head) == ("bad_shape", "Programs cannot be kept here.")


@given(st.binary(max_size=64))
def test_any_bytes_have_a_kind(head):
    assert isinstance(kind_of(head), str)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("order.pdf", "order.pdf"),
        ("C:\\Files\\order.pdf", "order.pdf"),
        ("../../etc/passwd", "passwd"),
        ("order\u202efdp.exe", "orderfdp.exe"),
        ("or\x00der\r\n.pdf", "order.pdf"),
        (" .order.pdf. ", "order.pdf"),
        ("Anho\u0308rung.pdf", "Anh\u00f6rung.pdf"),
    ],
)
def test_name_keeps_no_path_and_nothing_that_steers(said, name):
    assert clean_name(said) == name


@given(st.text())
def test_clean_name_is_clean(said):
    try:
        name = clean_name(said)
    except Refused:
        return

    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("said", "code"), [("", "bad_shape"), ("..", "bad_shape"), ("a/", "bad_shape"), ("n" * 121, "too_long")]
)
def test_name_that_is_none_or_too_long_is_refused(said, code):
    with pytest.raises(Refused) as refused:
        clean_name(said)

    assert refused.value.code == code
