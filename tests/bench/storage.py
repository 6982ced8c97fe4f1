"""PostgreSQL and Redis of the bench's own on the back end's core, filled. Not here: what fills them (stage)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from tests.bench.boards import Board
from tests.bench.machine import back_end_core
from tests.builders.postgres_server import PostgresServer
from tests.builders.redis_server import redis_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class Size:
    """How many are on the stage."""

    people: int
    group: int
    pairs: int


@dataclass(frozen=True)
class Seat:
    """Somebody with a place in a room."""

    person: str
    token: str
    room: str


@dataclass(frozen=True)
class Stage:
    """The storage of one run with the people in it, and the environments that lead to it."""

    size: Size
    ours: Mapping[str, str]
    naive: Mapping[str, str]
    plain: Mapping[str, str]
    people: list[tuple[str, str]]
    groups: list[str]
    boards: dict[str, Board]

    def group_seats(self, groups: int) -> list[Seat]:
        """The members of the first groups, group by group."""
        count = groups * self.size.group
        return [Seat(*self.people[no], self.groups[no // self.size.group]) for no in range(count)]

    def pair_seats(self) -> list[Seat]:
        rooms = [*self.boards]
        return [Seat(*self.people[no], rooms[no // 2]) for no in range(2 * len(rooms))]


@contextmanager
def stage(size: Size) -> Iterator[Stage]:
    """Everything started and filled, and gone again afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="menteo-bench-")))
        with back_end_core():
            postgres = PostgresServer()
            stack.callback(postgres.remove)
            postgres.start()
            redis = stack.enter_context(redis_server())
        with psycopg.connect(postgres.url(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE ours")
            connection.execute("CREATE DATABASE naive")
        ours = {"DATABASE_URL": postgres.url("ours"), "REDIS_URL": redis.url, "VAR_DIR": str(folder)}
        naive = {"DATABASE_URL": postgres.url("naive"), "REDIS_URL": redis.url}
        yield filled(size, ours, naive, folder / "stage.json")


def filled(size: Size, ours: Mapping[str, str], naive: Mapping[str, str], told: Path) -> Stage:
    ours = {**ours, "DJANGO_SETTINGS_MODULE": "server.settings"}
    naive = {**naive, "DJANGO_SETTINGS_MODULE": "tests.bench.naive.settings"}
    # Nobody hears of what it stores, and it need not tell.
    plain = {**ours, "DJANGO_SETTINGS_MODULE": "tests.bench.plain.settings", "REDIS_URL": ""}
    run(ours, "tests.bench.stage", str(told), str(size.people), str(size.group), str(size.pairs))
    run(naive, "django", "migrate", "--run-syncdb", "--verbosity", "0")
    data = json.loads(told.read_text())
    people = [(person, token) for person, token in data["people"]]
    boards = {board["room"]: Board(**board) for board in data["boards"]}
    return Stage(size, ours, naive, plain, people, data["groups"], boards)


def run(environment: Mapping[str, str], module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], env={**os.environ, **environment}, check=True)
