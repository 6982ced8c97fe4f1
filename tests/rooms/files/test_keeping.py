"""What a file belongs to, who may see it, and that nothing is left of one that nobody needs."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.files import keeping, sealed, uploading
from rooms.models import File
from rooms.models.file import UNATTACHED_KEPT
from rooms.refusals import Refused
from rooms.vault import erase
from tests.builders.chat import member_of
from tests.builders.files import attached, stored, upload
from tests.builders.rooms import group_room, mentorship_room

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def code_of(deed, *arguments) -> str:
    with pytest.raises(Refused) as refused:
        deed(*arguments)
    return refused.value.code


def swept() -> set[uuid.UUID]:
    """The files that are left after the worker came round."""
    keeping.let_useless_go()
    keeping.forget_gone()
    return set(File.objects.values_list("pk", flat=True))


def aged(file: File) -> File:
    File.objects.filter(pk=file.pk).update(at=timezone.now() - UNATTACHED_KEPT - SECOND)
    return file


def test_attached_file_is_seen_by_every_member(room, mia, noah):
    file = upload(room, noah)

    keeping.attach(member_of(room, noah), file.pk)

    seen = [keeping.visible_file(member_of(room, each), file.pk) for each in (mia, noah)]
    assert (seen, file.attached_at) == ([file, file], None)
    assert seen[0].attached_at is not None


def test_file_is_attached_once(room, noah):
    file = attached(room, noah)

    assert code_of(keeping.attach, member_of(room, noah), file.pk) == "not_found"


def test_only_an_own_whole_file_of_this_room_is_attached(room, mia, noah):
    file = upload(room, noah)
    begun = uploading.begin(member_of(room, noah), file_id=uuid.uuid4(), name="a.txt", size=10)
    elsewhere = upload(mentorship_room(mia, noah), noah)

    tries = [(mia, file.pk), (noah, begun.pk), (noah, elsewhere.pk), (noah, uuid.uuid4())]

    assert [code_of(keeping.attach, member_of(room, who), which) for who, which in tries] == ["not_found"] * 4
    assert not File.objects.exclude(attached_at=None).exists()


def test_file_that_belongs_to_nothing_yet_is_seen_by_its_owner_alone(room, mia, noah):
    file = upload(room, noah)

    assert keeping.visible_file(member_of(room, noah), file.pk) == file
    assert code_of(keeping.visible_file, member_of(room, mia), file.pk) == "not_found"


def test_file_of_another_room_does_not_exist(room, mia, noah):
    file = attached(room, noah)

    assert code_of(keeping.visible_file, member_of(mentorship_room(mia, noah), noah), file.pk) == "not_found"


def test_loose_file_is_its_owner_s_for_a_day_and_can_be_attached_again(room, mia, noah):
    file = aged(attached(room, noah))

    keeping.let_loose([file.pk])

    assert code_of(keeping.visible_file, member_of(room, mia), file.pk) == "not_found"
    assert swept() == {file.pk}
    assert keeping.attach_again(room, file.pk)
    assert keeping.visible_file(member_of(room, mia), file.pk) == file
    keeping.let_loose([file.pk])
    aged(file)
    assert (swept(), keeping.attach_again(room, file.pk)) == (set(), False)


def test_file_that_was_let_go_is_gone_for_everybody_and_then_from_the_storage(room, noah):
    file = attached(room, noah)

    keeping.let_go([file.pk])
    keeping.let_go([file.pk])

    assert code_of(keeping.visible_file, member_of(room, noah), file.pk) == "not_found"
    assert bytes(File.objects.get().name) == b""
    assert (keeping.forget_gone(), stored(file.pk), File.objects.count()) == (1, {}, 0)
    assert keeping.forget_gone() == 0


def test_gone_file_makes_room_at_once(room, noah):
    file = attached(room, noah)

    keeping.let_go([file.pk])

    assert room.files.stored_bytes() == 0


def test_file_that_belongs_to_nothing_for_a_day_is_swept(room, noah):
    kept = {aged(attached(room, noah)).pk, upload(room, noah).pk}
    left_over, cut_off = (
        aged(upload(room, noah)),
        uploading.begin(member_of(room, noah), file_id=uuid.uuid4(), name="a.txt", size=70_000),
    )
    uploading.add_chunk(member_of(room, noah), cut_off.pk, 0, b"a" * 65_536)
    aged(cut_off)

    assert swept() == kept
    assert (stored(left_over.pk), stored(cut_off.pk)) == ({}, {})


def test_bytes_of_an_erased_room_are_swept_and_a_group_s_stay(room, mia, noah):
    erased, kept = attached(room, noah), attached(group_room("Clerks", mia), mia)

    erase(room)

    assert swept() == {kept.pk}
    assert stored(erased.pk) == {}


def test_upload_under_way_when_its_file_goes_leaves_nothing(room, noah):
    member = member_of(room, noah)
    file = uploading.begin(member, file_id=uuid.uuid4(), name="a.txt", size=1)
    held = File.objects.get()
    keeping.let_go([file.pk])
    keeping.forget_gone()

    sealed.put_chunk(held, sealed.cipher_of(room), 0, b"a")

    assert code_of(uploading._current, held) == "not_found"
    assert stored(file.pk) == {}
