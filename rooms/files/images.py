"""Images written anew, so that nothing but the picture is left of them. Not here: photos of people."""

from __future__ import annotations

import io
import threading

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from rooms.refusals import Refused

IMAGE_BYTES = 25 * 1024 * 1024
PIXELS = 30_000_000
# A JPEG of more pixels than are kept is decoded at a fraction of its size, not below this.
DRAFT_PIXELS = 2560
QUALITY_PERCENT = 88

FAULTS = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
)

# Decoded, a picture takes a hundred times its file: two at once would be as many times that as there are requests.
_one_at_a_time = threading.Lock()


def rewrite(raw: bytes, kind: str) -> bytes:
    """The picture, upright, in its own format and without metadata or anything behind it; of several, the first."""
    try:
        with _one_at_a_time, Image.open(io.BytesIO(raw), formats=[kind.upper()]) as image:
            image.draft("RGB", (DRAFT_PIXELS, DRAFT_PIXELS))
            require_few_pixels(image)
            return encode(upright(image), kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("too_long", _("This picture has more than 30 megapixels. Make it smaller first.")) from None
    except FAULTS:
        raise Refused("bad_shape", _("This picture is damaged. Save it anew and try again.")) from None


def require_few_pixels(image: Image.Image) -> None:
    """Pillow has a limit of its own, far above ours; what is said is the same."""
    if image.width * image.height > PIXELS:
        raise Image.DecompressionBombError


def upright(image: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(image)
    mode = "RGBA" if turned.has_transparency_data else "RGB"
    plain = turned.convert(mode)
    # Comments, positions and profiles would be written out again.
    plain.info = {}
    return plain


def encode(image: Image.Image, kind: str) -> bytes:
    target = io.BytesIO()
    opaque = image.convert("RGB") if kind == "jpeg" else image
    opaque.save(target, kind.upper(), **({"quality": QUALITY_PERCENT} if kind in ("jpeg", "webp") else {}))
    return target.getvalue()
