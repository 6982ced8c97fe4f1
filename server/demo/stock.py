"""What the big group room is made of: lists of sentences, and parts to cast with people. Not here: scenes (made)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from server.demo.script import read_rows, read_scenes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from random import Random

    from server.demo.script import Scene

TEXTS = Path(__file__).parent / "texts"
PARTS = {
    "s": ("senior",),
    "n": ("new",),
    "l": ("lawyer",),
    "m": ("new", "lawyer"),
    "c": ("clerk",),
    "x": ("senior", "new", "lawyer", "clerk"),
}
T = TypeVar("T")


class Bag(Generic[T]):
    """Gives out everything once, in random order, before anything comes again."""

    def __init__(self, things: Iterable[T], rng: Random) -> None:
        self.things = list(things)
        self.rng = rng
        self.left: list[T] = []

    def draw(self) -> T:
        if not self.left:
            self.left = self.rng.sample(self.things, len(self.things))
        return self.left.pop()


class Stock:
    """The lists of a folder by name, each drawn from like a bag, and who can speak."""

    def __init__(self, folder: Path, voices: Mapping[str, Sequence[str]], rng: Random) -> None:
        self.folder = folder
        self.voices = voices
        self.everybody = [who for people in voices.values() for who in people]
        self.rng = rng
        self.asides = Bag(read_scenes(folder / "asides.txt"), rng)
        self.bags = {path.stem: Bag(read_rows(path), rng) for path in sorted(folder.glob("*.txt"))}

    def happens(self, share: float) -> bool:
        return self.rng.random() < share

    def some(self, name: str) -> str:
        return self.bags[name].draw()

    def rows(self, name: str) -> list[str]:
        rows = self.bags[name].things
        return self.rng.sample(rows, len(rows))

    def scenes(self, name: str) -> list[Scene]:
        """Every written scene of a file, cast, in random order."""
        scenes = [self.cast(scene) for scene in read_scenes(self.folder / f"{name}.txt")]
        return self.rng.sample(scenes, len(scenes))

    def cast(self, scene: Scene) -> Scene:
        """Give each part of a scene (s1, n1, x2…) to somebody of that voice, nobody to two; names keep theirs."""
        cast: dict[str, str] = {}
        for line in scene.lines:
            line.who = self._player(line.who, cast)
            line.reactions = [(self._player(part, cast), emoji) for part, emoji in line.reactions]
        return scene

    def people(self, voices: Iterable[str]) -> list[str]:
        return [who for voice in voices for who in self.voices.get(voice, ())]

    def _player(self, part: str, cast: dict[str, str]) -> str:
        if part in self.everybody:
            return cast.setdefault(part, part)
        if part not in cast:
            free = [who for who in self.people(PARTS[part[0]]) if who not in cast.values()]
            cast[part] = self.rng.choice(free)
        return cast[part]
