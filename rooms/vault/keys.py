"""The keys of rooms and people: made, held in memory for a while, erased. Not here: how a value is sealed (cipher)."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from rooms.models import PersonKey, RoomKey, VaultMark, order_key_erased
from rooms.vault.cipher import KEY_BYTES, ClearRoom, SealedRoom, VaultError
from rooms.vault.master import WrongKey, master

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable, Iterable

    from rooms.models import Room
    from rooms.vault.cipher import RoomCipher

KEYS_HELD = 10_000
KEY_SECONDS = 60.0
NOT_HELD: tuple[float, None] = (0.0, None)


class NoKey(VaultError):  # noqa: N818  (the word of the house: a refusal is an answer, not a fault)
    """The room's key was erased, and its words with it."""


class Keyring:
    """This process's ciphers by room, the newest KEYS_HELD, each re-read from its row after KEY_SECONDS.

    The control row evicts at once; the short life bounds what a process that missed it could still open.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._held: OrderedDict[uuid.UUID, tuple[float, RoomCipher]] = OrderedDict()
        self._evictions = 0

    def for_room(self, room: Room) -> RoomCipher:
        """The room's cipher; reads the database when it is not at hand, so never on the event loop."""
        now = self._clock()
        evictions, held = self._evictions, self._at_hand(room, now)
        if held is not None:
            return held
        cipher = read_cipher(room)
        self._hold(room.pk, cipher, read_at=now, evictions=evictions)
        return cipher

    def fetch(self, rooms: Iterable[Room]) -> None:
        """Read the ciphers of many rooms that are not at hand in one statement; an erased one stays missing."""
        now, evictions = self._clock(), self._evictions
        missing = {room.pk: room for room in rooms if room.is_sealed and self._at_hand(room, now) is None}
        for row in RoomKey.objects.filter(room__in=missing) if missing else ():
            self._hold(row.room_id, unwrapped(row), read_at=now, evictions=evictions)

    def _at_hand(self, room: Room, now: float) -> RoomCipher | None:
        # Without the lock: one look into a dictionary is whole, and this is asked several times a message.
        read_at, held = self._held.get(room.id, NOT_HELD)
        return held if now - read_at < KEY_SECONDS else None

    def evict(self, room_id: uuid.UUID) -> None:
        with self._lock:
            self._held.pop(room_id, None)
            self._evictions += 1

    def _hold(self, room_id: uuid.UUID, cipher: RoomCipher, *, read_at: float, evictions: int) -> None:
        with self._lock:
            # A key read before an eviction may be the evicted one: it serves its caller, and is not kept.
            if evictions != self._evictions:
                return
            self._held[room_id] = (read_at, cipher)
            self._held.move_to_end(room_id)
            while len(self._held) > KEYS_HELD:
                self._held.popitem(last=False)


keyring = Keyring()


def read_cipher(room: Room) -> RoomCipher:
    if not room.is_sealed:
        return ClearRoom(master().digest_key(room.pk))
    row = RoomKey.objects.filter(room=room).first()
    if row is None:
        raise NoKey("This room has no key: it was erased, or never made.")
    return unwrapped(row)


def unwrapped(row: RoomKey) -> RoomCipher:
    require_our_master(row)
    return SealedRoom(master().unwrap(row.room_id, bytes(row.wrapped)), no=row.no, room=row.room_id)


def personal_cipher(person_id: uuid.UUID) -> RoomCipher:
    """For what nobody but this person reads. Not held: a key that was just made may yet be rolled back."""
    row = PersonKey.objects.filter(person=person_id).first()
    if row is None:
        raise NoKey("This person has no key: it was erased, or never made.")
    require_our_master(row)
    return SealedRoom(master().unwrap_personal(person_id, bytes(row.wrapped)), no=row.no, room=person_id)


def require_our_master(row: RoomKey | PersonKey) -> None:
    if row.master != master().id:
        raise WrongKey("This key is wrapped under another master key than the one in VAULT_KEY_FILE.")


def make_key(room: Room) -> None:
    """Give a new room its key, in the transaction that creates the room; a group room needs none."""
    if not room.is_sealed:
        return
    # A rolled-back attempt to create the same room may have left its key here.
    keyring.evict(room.pk)
    wrapped = master().wrap(room.pk, secrets.token_bytes(KEY_BYTES))
    RoomKey.objects.create(room=room, master=master().id, wrapped=wrapped)


def make_person_key(person_id: uuid.UUID) -> None:
    """Give a person a key, unless there is one already."""
    wrapped = master().wrap_personal(person_id, secrets.token_bytes(KEY_BYTES))
    PersonKey.objects.get_or_create(person_id=person_id, defaults={"master": master().id, "wrapped": wrapped})


def erase(room: Room) -> None:
    """Delete the room's key for good, here and in every process: nothing sealed under it opens again."""
    with transaction.atomic():
        RoomKey.objects.filter(room=room).delete()
        order_key_erased(room.pk)
        transaction.on_commit(partial(keyring.evict, room.pk))
    keyring.evict(room.pk)


def check_master() -> None:
    """Refuse to run on a database that was sealed under another key; the first use records this one."""
    mark, _created = VaultMark.objects.get_or_create(pk=1, defaults={"fingerprint": first_fingerprint()})
    if mark.fingerprint != master().id:
        raise WrongKey(
            "This database was sealed under another key than the one in VAULT_KEY_FILE: let it name the right file."
        )


def first_fingerprint() -> str:
    """Of the key that wrapped this database's room keys, or of ours while there are none."""
    return RoomKey.objects.values_list("master", flat=True).first() or master().id
