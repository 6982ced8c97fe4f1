"""Images are written anew: what one sees stays, everything else goes."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from rooms.files.images import DRAFT_PIXELS, rewrite
from rooms.refusals import Refused
from tests.builders.files import bomb, picture

SECRET = b"camera-of-mia"


def opened(raw: bytes) -> Image.Image:
    return Image.open(io.BytesIO(raw))


def refusal(raw: bytes, kind: str) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        rewrite(raw, kind)
    return refused.value.code, str(refused.value.text)


DAMAGED = ("bad_shape", "This picture is damaged. Save it anew and try again.")


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "gif"])
def test_image_keeps_its_format_and_size(kind):
    written = opened(rewrite(picture(kind), kind))

    assert (written.format, written.size) == (kind.upper(), (60, 40))


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "I;16"])
def test_image_of_any_colours_is_read(mode):
    target = io.BytesIO()
    Image.new(mode, (30, 30)).save(target, "PNG")

    assert opened(rewrite(target.getvalue(), "png")).size == (30, 30)


@pytest.mark.parametrize("kind", ["png", "webp", "gif"])
def test_transparent_image_stays_transparent(kind):
    raw = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(raw, kind.upper())

    assert opened(rewrite(raw.getvalue(), kind)).convert("RGBA").getpixel((4, 4))[3] == 0


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_place_and_camera_data_are_removed(kind):
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()

    written = rewrite(picture(kind, exif=exif, icc_profile=SECRET), kind)

    assert (SECRET in written, dict(opened(written).getexif())) == (False, {})


@pytest.mark.parametrize("kind", ["jpeg", "gif"])
def test_comments_are_removed(kind):
    assert SECRET not in rewrite(picture(kind, comment=SECRET), kind)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "gif"])
def test_what_hides_behind_an_image_is_removed(kind):
    polyglot = picture(kind) + b"PK\x03\x04<script>alert(1)</script>"

    assert b"script" not in rewrite(polyglot, kind)


def test_gif_that_is_a_script_too_loses_it():
    script = b"GIF89a/*" + picture("gif")[8:] + b"*/=1;alert(1)//"

    assert b"alert" not in rewrite(script, "gif")


def test_moving_image_becomes_its_first_picture():
    first, second = (Image.new("P", (8, 8), colour) for colour in (1, 2))
    raw = io.BytesIO()
    first.save(raw, "GIF", save_all=True, append_images=[second])

    assert getattr(opened(rewrite(raw.getvalue(), "gif")), "n_frames", 1) == 1


def test_turned_image_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    assert opened(rewrite(picture("jpeg", exif=exif), "jpeg")).size == (40, 60)


@pytest.mark.parametrize("size", [(50_000, 50_000), (12_000, 10_000), (6_000, 5_001), (2**31, 2**31)])
def test_image_bomb_is_refused_before_it_is_decoded(size):
    told = "This picture has more than 30 megapixels. Make it smaller first."

    assert refusal(bomb(*size), "png") == ("too_long", told)


def test_large_photo_is_decoded_at_a_fraction_of_its_size():
    written = opened(rewrite(picture("jpeg", (8_200, 6_200)), "jpeg"))

    assert DRAFT_PIXELS <= min(written.size) < 6_200


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "gif"])
def test_truncated_image_is_refused(kind):
    whole = picture(kind, (300, 300))

    assert refusal(whole[: len(whole) // 2], kind) == DAMAGED


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "gif"])
def test_image_that_only_begins_like_one_is_refused(kind):
    assert refusal(picture(kind)[:16] + bytes(500), kind) == DAMAGED
