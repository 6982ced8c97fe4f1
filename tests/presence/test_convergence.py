"""Random lives of two processes over one store: each folded view is the fresh one, and all agree in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from presence.place import GRACE_SECONDS
from presence.state import WINDOW_SIZE, View, foremost
from presence.tracker import IDLE_SECONDS
from tests.builders.presence import Clock, RedisShelf, Shelf, Site, fold, unordered
from tests.builders.redis_server import RedisServer

if TYPE_CHECKING:
    from presence.state import State

PLACES = ("p", "q")
PEOPLE = ("mia", "noah", "omar")
PROCESSES = ("one", "two")
WINDOW = ("mia", "crowd1")
# Leave in the other process's beat, in ours, the grace, and the beat that ends it; after a crash the lease before.
SETTLED_SECONDS = 30
HEARSAY_SECONDS = 2

connections = st.integers(0, 3)
places = st.sampled_from(PLACES)
processes = st.sampled_from(PROCESSES)


def person_of(connection: int) -> str:
    return PEOPLE[connection % len(PEOPLE)]


class Life(RuleBasedStateMachine):
    """Connections come, go and speak; who is truly where is kept beside, and compared."""

    crowd = 0

    def __init__(self) -> None:
        super().__init__()
        self.site = Site(*PROCESSES, shelf=self.new_shelf())
        self.seats: dict[tuple[str, str, int], bool] = {}
        self.hidden: set[str] = set()
        self.states: dict[tuple[str, int], State] = {}
        self.told_at: dict[tuple[str, int], float] = {}
        self.views: dict[tuple[str, str], View] = {}
        self.last_seen: dict[tuple[str, str], float] = {}

    def new_shelf(self) -> Shelf:
        return Shelf(Clock())

    @initialize()
    def seat_watchers(self) -> None:
        for process in PROCESSES:
            for place in PLACES:
                self.site[process].enter(place, f"{process} watcher", f"{process} watcher", visible=True)
        for no in range(self.crowd):
            self.site["one"].enter("p", f"crowd{no}", f"crowd{no}", visible=True)
        self.pass_time(2)
        for process in PROCESSES:
            for place in PLACES:
                self.look(process, place)

    # What may happen

    @rule(process=processes, place=places, connection=connections)
    def enter(self, process: str, place: str, connection: int) -> None:
        person = person_of(connection)
        self.site[process].enter(place, str(connection), person, visible=person not in self.hidden)
        self.seats[process, place, connection] = True
        if (process, connection) not in self.states:
            self.states[process, connection] = "active"
            self.told_at[process, connection] = self.site.clock.now
        self.note_seen()

    @rule(process=processes, place=places, connection=connections)
    def leave(self, process: str, place: str, connection: int) -> None:
        self.site[process].leave(place, str(connection))
        self.seats.pop((process, place, connection), None)

    @rule(process=processes, connection=connections)
    def drop(self, process: str, connection: int) -> None:
        self.site[process].drop(str(connection))
        self.states.pop((process, connection), None)
        for place in PLACES:
            self.seats.pop((process, place, connection), None)

    @rule(process=processes, connection=connections)
    def reload(self, process: str, connection: int) -> None:
        held = [place for place in PLACES if (process, place, connection) in self.seats]
        self.drop(process, connection)
        for place in held:
            self.enter(process, place, connection)

    @rule(process=processes, connection=connections, state=st.sampled_from(["active", "idle", "away"]))
    def activity(self, process: str, connection: int, state: State) -> None:
        self.site[process].activity(str(connection), state)
        self.states[process, connection] = state
        self.told_at[process, connection] = self.site.clock.now

    @rule(person=st.sampled_from(PEOPLE), visible=st.booleans())
    def set_visible(self, person: str, visible: bool) -> None:
        self.hidden = self.hidden - {person} if visible else self.hidden | {person}
        for process in PROCESSES:
            for place in PLACES:
                self.site[process].set_visible(person, place, visible)
                self.last_seen.pop((place, person), None)
        self.note_seen()

    @rule()
    def wipe_the_store(self) -> None:
        self.site.shelf.wipe()

    @rule()
    def lose_the_next_answer(self) -> None:
        self.site.store.loses_next_answer = True

    @rule(seconds=st.integers(1, 5))
    def miss_the_store(self, seconds: int) -> None:
        self.site.store.down = True
        self.pass_time(seconds)
        self.site.store.down = False
        self.pass_time(1)

    @rule(process=processes)
    def beat_early(self, process: str) -> None:
        self.beat(process)

    @rule(process=processes, place=places)
    def look(self, process: str, place: str) -> None:
        self.views[process, place] = self.site[process].view(place, WINDOW)

    @rule(seconds=st.sampled_from([1, 1, 2, 5, 9, 12, 280]))
    def pass_time(self, seconds: int) -> None:
        for _ in range(seconds):
            self.site.shelf.pass_time(1)
            self.note_seen()
            for process in PROCESSES:
                self.beat(process)

    def teardown(self) -> None:
        self.settle()
        self.site.shelf.close()

    @rule()
    def settle(self) -> None:
        self.pass_time(SETTLED_SECONDS)
        while self.somebody_fades():
            self.pass_time(1)

        truth = {place: self.truth(place) for place in PLACES}
        for process in PROCESSES:
            assert {place: self.known(process, place) for place in PLACES} == truth

    # What must hold

    def beat(self, process: str) -> None:
        for diff in self.site.beat(process):
            self.check_nobody_flickers(diff.place, diff.gone)
            key = (process, diff.place)
            if key in self.views:
                self.views[key] = fold(self.views[key], diff.within(WINDOW), WINDOW)
        for place in PLACES:
            view, fresh = self.views.get((process, place)), self.site[process].view(place, WINDOW)
            assert view is None or unordered(view) == unordered(fresh)

    def check_nobody_flickers(self, place: str, gone: list[str]) -> None:
        for person in gone:
            away = self.site.clock.now - self.last_seen.get((place, person), 0)
            assert away >= GRACE_SECONDS

    @invariant()
    def hidden_people_hide_where_they_sit(self) -> None:
        for process, place, connection in self.seats:
            person = person_of(connection)
            if person in self.hidden:
                assert person not in dict(self.site[process].view(place, PEOPLE).people)
                assert not self.site[process].is_visible(person, place)

    # The truth

    def truth(self, place: str) -> dict[str, str]:
        told: dict[str, list[State]] = {}
        for process, where, connection in self.seats:
            if where == place and person_of(connection) not in self.hidden:
                told.setdefault(person_of(connection), []).append(self.state(process, connection))
        return {person: str(foremost(states)) for person, states in told.items()}

    def state(self, process: str, connection: int) -> State:
        told, ago = self.states[process, connection], self.site.clock.now - self.told_at[process, connection]
        return "idle" if told == "active" and ago >= IDLE_SECONDS else told

    def somebody_fades(self) -> bool:
        """Whether a tab fell idle so lately that the other process may not have heard of it."""
        return any(0 <= self.site.clock.now - at - IDLE_SECONDS < HEARSAY_SECONDS for at in self.told_at.values())

    def known(self, process: str, place: str) -> dict[str, str]:
        people = dict(self.site[process].view(place, PEOPLE).people)
        return {person: state for person, state in people.items() if person in PEOPLE}

    def note_seen(self) -> None:
        for _process, place, connection in self.seats:
            if person_of(connection) not in self.hidden:
                self.last_seen[place, person_of(connection)] = self.site.clock.now


class LifeBesideACrowd(Life):
    """The same around the size at which a place shows only the reader's window."""

    crowd = WINDOW_SIZE - len(PROCESSES)


class LifeOverRedis(Life):
    """The same over a Redis, which is emptied for each life."""

    server = RedisServer()

    def new_shelf(self) -> Shelf:
        self.server.ensure_up()
        self.server.flush()
        return RedisShelf(Clock(), self.server)


@pytest.fixture(scope="module", autouse=True)
def redis_of_the_lives():
    yield
    LifeOverRedis.server.remove()


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=80, stateful_step_count=30)
TestLifeBesideACrowd = LifeBesideACrowd.TestCase
TestLifeBesideACrowd.settings = settings(max_examples=25, stateful_step_count=20)
TestLifeOverRedis = LifeOverRedis.TestCase
TestLifeOverRedis.settings = settings(max_examples=8, stateful_step_count=15)
