"""Every picture is written anew: nothing of the file that was sent survives but what one sees."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from server.accounts.photos import PIXELS, SIDE_PIXELS, UPLOAD_BYTES, square_photo


def picture(format_name: str, size: tuple[int, int] = (90, 60), mode: str = "RGB", **options: object) -> io.BytesIO:
    target = io.BytesIO()
    Image.new(mode, size, "teal" if mode != "P" else 3).save(target, format_name, **options)
    return io.BytesIO(target.getvalue())


def opened(photo: bytes) -> Image.Image:
    return Image.open(io.BytesIO(photo))


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "GIF"])
def test_four_formats_become_a_square_webp(format_name: str) -> None:
    photo = opened(square_photo(picture(format_name)))

    assert (photo.format, photo.size) == ("WEBP", (SIDE_PIXELS, SIDE_PIXELS))


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "1"])
def test_every_kind_of_colour_is_read(mode: str) -> None:
    target = io.BytesIO()
    Image.new(mode, (30, 30)).save(target, "PNG")

    assert opened(square_photo(io.BytesIO(target.getvalue()))).mode == "RGB"


@pytest.mark.parametrize("format_name", ["BMP", "TIFF", "ICO"])
def test_other_formats_are_refused(format_name: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        square_photo(picture(format_name, (48, 48)))

    assert refusal.value.code == "unreadable"


def test_place_and_camera_data_are_removed() -> None:
    exif = Image.Exif()
    exif[0x010F] = "camera-of-mia"
    exif.get_ifd(0x8825)[1] = "N"

    photo = square_photo(picture("JPEG", exif=exif))

    assert b"camera-of-mia" not in photo
    assert dict(opened(photo).getexif()) == {}


def test_a_turned_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 3
    half = Image.new("RGB", (64, 64), "white")
    half.paste("black", (0, 0, 64, 32))
    target = io.BytesIO()
    half.save(target, "JPEG", exif=exif, quality=95)

    photo = opened(square_photo(io.BytesIO(target.getvalue()))).convert("L")

    assert (photo.getpixel((256, 40)) > 200, photo.getpixel((256, 470)) < 60) == (True, True)


def test_transparent_parts_become_white() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(target, "PNG")

    assert opened(square_photo(io.BytesIO(target.getvalue()))).convert("L").getpixel((5, 5)) >= 254


@pytest.mark.parametrize("junk", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"<html>"])
def test_broken_files_are_refused(junk: bytes) -> None:
    with pytest.raises(ValidationError) as refusal:
        square_photo(io.BytesIO(junk))

    assert refusal.value.code == "unreadable"


def test_a_small_file_with_too_many_pixels_is_refused() -> None:
    side = int(PIXELS**0.5) + 1

    with pytest.raises(ValidationError) as refusal:
        square_photo(picture("PNG", (side, side), "1"))

    assert refusal.value.code == "too_large"


def test_a_too_large_file_is_refused_unread() -> None:
    with pytest.raises(ValidationError) as refusal:
        square_photo(io.BytesIO(b"\0" * (UPLOAD_BYTES + 1)))

    assert refusal.value.code == "too_large"


def test_a_telephones_large_jpeg_is_read_at_a_fraction() -> None:
    photo = square_photo(picture("JPEG", (8000, 6000)))

    assert opened(photo).size == (SIDE_PIXELS, SIDE_PIXELS)
