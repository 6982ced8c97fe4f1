"""Draws the small landscapes that stand in for photos of invented people. Not here: storing them (accounts.photos)."""

from __future__ import annotations

import io
import math
from pathlib import Path

import msgspec
from PIL import Image, ImageColor, ImageDraw

PICTURES = Path(__file__).parent / "pictures.toml"
SIDE_PIXELS = 256
SCALE = 2
QUALITY_PERCENT = 85


class Layer(msgspec.Struct, array_like=True, frozen=True):
    """A ridge from left to right: sizes are shares of the picture's side."""

    height: float
    swing: float
    waves: float
    shift: float
    colour: str
    sharp: bool

    def at(self, x: float) -> float:
        phase = x * self.waves + self.shift
        wave = 4 * abs(phase % 1 - 0.5) - 1 if self.sharp else math.sin(phase * math.tau)
        return self.height + self.swing * wave


class Picture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sky: tuple[str, str]
    disc: tuple[float, float, float, str]
    layers: list[Layer]


def draw(name: str) -> bytes:
    """One of the landscapes as a square WebP."""
    picture = msgspec.toml.decode(PICTURES.read_bytes(), type=dict[str, Picture])[name]
    side = SIDE_PIXELS * SCALE
    image = _sky(picture.sky, side)
    pen = ImageDraw.Draw(image)
    x, y, radius, colour = picture.disc
    pen.ellipse([(x - radius) * side, (y - radius) * side, (x + radius) * side, (y + radius) * side], fill=colour)
    for layer in picture.layers:
        ridge = [(at, layer.at(at / side) * side) for at in range(0, side + 1, SCALE)]
        pen.polygon([(0, side), *ridge, (side, side)], fill=layer.colour)
    target = io.BytesIO()
    image.resize((SIDE_PIXELS, SIDE_PIXELS)).save(target, "WEBP", quality=QUALITY_PERCENT)
    return target.getvalue()


def _sky(colours: tuple[str, str], side: int) -> Image.Image:
    top, bottom = (Image.new("RGB", (side, side), ImageColor.getrgb(colour)) for colour in colours)
    return Image.composite(bottom, top, Image.linear_gradient("L").resize((side, side)))
