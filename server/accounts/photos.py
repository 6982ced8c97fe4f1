"""A person's photo: judged by its content, cut to a square, written anew without metadata. Not here: who may see it."""

from __future__ import annotations

import io
import secrets
from typing import IO, TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

if TYPE_CHECKING:
    from server.accounts.models import Person

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
UPLOAD_BYTES = 8 * 1024 * 1024
PIXELS = 20_000_000
SIDE_PIXELS = 512
DRAFT_PIXELS = 4 * SIDE_PIXELS
QUALITY_PERCENT = 85

FAULTS = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    ValueError,
    SyntaxError,
)


def square_photo(file: IO[bytes]) -> bytes:
    """The picture as a square WebP of SIDE_PIXELS, upright, without metadata; ValidationError for anything else."""
    raw = file.read(UPLOAD_BYTES + 1)
    if len(raw) > UPLOAD_BYTES:
        raise ValidationError(_("The photo is larger than 8 MB. Choose a smaller one."), code="too_large")
    try:
        return reencode(raw)
    except FAULTS as fault:
        raise ValidationError(
            _("This file is not a photo that can be read here. Use JPEG, PNG, WebP or GIF."), code="unreadable"
        ) from fault


def reencode(raw: bytes) -> bytes:
    with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
        # A JPEG is decoded at a fraction of its size, so a telephone's 50 megapixels stay cheap; the others are not.
        image.draft("RGB", (DRAFT_PIXELS, DRAFT_PIXELS))
        if image.width * image.height > PIXELS:
            raise ValidationError(_("The photo has more than 20 megapixels. Choose a smaller one."), code="too_large")
        ImageOps.exif_transpose(image, in_place=True)
        square = ImageOps.fit(image.convert("RGBA"), (SIDE_PIXELS, SIDE_PIXELS))
    ground = Image.new("RGBA", square.size, "white")
    target = io.BytesIO()
    Image.alpha_composite(ground, square).convert("RGB").save(target, "WEBP", quality=QUALITY_PERCENT)
    return target.getvalue()


def set_photo(person: Person, photo: bytes) -> None:
    """Store the photo under a new random name; the former file goes once the row is committed."""
    remove_photo(person)
    person.photo.save(f"{secrets.token_hex(16)}.webp", ContentFile(photo), save=False)


def remove_photo(person: Person) -> None:
    storage, name = person.photo.storage, person.photo.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
        person.photo = ""
