"""Fills an empty database with the demo: people, rooms, what they said, what waits. Not here: the command's answers."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from operator import attrgetter
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db import transaction

from rooms import members
from rooms.models import Membership
from server.accounts.demo import mark_as_demo
from server.accounts.models import Person
from server.accounts.photos import set_photo
from server.demo.deeds import Deed, deeds
from server.demo.goals import Names, Placed, Work, placed, read_work
from server.demo.pictures import draw
from server.demo.programme import Character, Group, Mentorship, Programme, read_programme
from server.demo.script import read_scenes
from server.demo.sessions import meet
from server.demo.stage import leave_unread, perform, write_note
from server.demo.stock import TEXTS
from server.demo.timing import Clock
from server.demo.year import Year

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rooms.models import Room
    from server.demo.timing import Said

SEED = 20310402
HERE_FOR_DAYS = 400
NOTHING = Work()


class Seeding:
    """One filling of the database as of one moment; the same moment gives the same conversations."""

    def __init__(self, now: datetime, programme: Programme | None = None) -> None:
        self.now = now
        self.rng = Random(SEED)  # noqa: S311  (chances of a story, no secrets)
        self.programme = programme or read_programme()
        self.cast: dict[str, Person] = {}
        zones = {key: ZoneInfo(one.time_zone) for key, one in self.programme.people.items()}
        self.clock = Clock(zones, self.rng)

    @transaction.atomic
    def run(self) -> None:
        mark_as_demo()
        joined = self.now - timedelta(days=HERE_FOR_DAYS)
        self.cast = {key: make_person(one, self.programme.domain, joined) for key, one in self.programme.people.items()}
        for mentorship in self.programme.mentorships:
            self.open_mentorship(mentorship)
        for group in self.programme.groups:
            self.open_group(group)
        for key, one in self.programme.people.items():
            show_picture(self.cast[key], one)

    def open_mentorship(self, plan: Mentorship) -> None:
        room = members.open_mentorship(self.cast[plan.mentor], self.cast[plan.mentee])
        work = read_work(TEXTS / f"{plan.script}.toml")
        self.fill(room, self.script(plan.script), plan.unread, work)
        if work.note:
            write_note(room, self.cast, plan.mentor, work.note)
        mentor, mentee = self.cast[plan.mentor], self.cast[plan.mentee]
        for session, text in meet(room, mentor, mentee, work.sessions, Names(self.rng, self.now)).items():
            write_note(room, self.cast, plan.mentor, text, session)

    def open_group(self, plan: Group) -> None:
        moderator = self.cast[plan.moderator]
        room = members.open_group(moderator, title=plan.title, purpose=plan.purpose, is_open=plan.open)
        ticket = Membership.objects.select_related("person").get(room=room, person=moderator)
        ticket.room = room
        for key in plan.members:
            come_in(ticket, self.cast[key])
        told = self.script(plan.script)
        self.fill(room, self.year_before(told, plan) + told, plan.unread)
        for key in plan.invited:
            members.invite(ticket, self.cast[key])

    def script(self, name: str) -> list[Said]:
        return self.clock.place(read_scenes(TEXTS / f"{name}.txt"), self.now)

    def year_before(self, told: list[Said], plan: Group) -> list[Said]:
        if not plan.messages:
            return []
        voices = defaultdict(list)
        for key in (plan.moderator, *plan.members):
            voices[self.programme.people[key].voice].append(key)
        year = Year(self.clock, voices, host=plan.moderator, end=told[0].at)
        return year.newest(plan.messages - len(told))

    def fill(self, room: Room, told: list[Said], unread: Mapping[str, int], work: Work = NOTHING) -> None:
        done: list[Deed | Placed] = [*deeds(told, self.now, self.rng), *placed(work.step, self.clock, self.now)]
        perform(room, self.cast, sorted(done, key=attrgetter("at")), Names(self.rng, self.now))
        leave_unread(room, self.cast, unread)


def make_person(one: Character, domain: str, joined: datetime) -> Person:
    """A person without a password, who can only be become by the demo's door."""
    first, last = one.name.lower().split()
    person: Person = Person.objects.create_user(
        f"{first}.{last}@{domain}",
        name=one.name,
        pronouns=one.pronouns,
        position=one.position,
        court=one.court,
        region=one.region,
        time_zone=one.time_zone,
        languages=one.languages,
        about=one.about,
        presence_audience=one.presence_audience,
        is_demo=True,
        date_joined=joined,
    )
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def come_in(moderator: Membership, person: Person) -> None:
    if moderator.room.is_open:
        members.join(moderator.room, person)
    else:
        members.accept(members.invite(moderator, person))


def show_picture(person: Person, one: Character) -> None:
    if one.picture:
        set_photo(person, draw(one.picture))
        person.save(update_fields=["photo"])
