"""One's profile, one's photo, and who sees them."""

from __future__ import annotations

import gc
import io
import weakref
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from server.accounts.models import Person
from tests.builders.people import browser_of, person
from tests.builders.rooms import mentorship_room

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client
    from pytest_django import DjangoCaptureOnCommitCallbacks
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

PROFILE = "/me/"
FIELDS = {
    "name": "Mia Roth",
    "pronouns": "she/her",
    "position": "District judge",
    "court": "Northfield District Court",
    "region": "North",
    "time_zone": "Europe/Berlin",
    "languages": "English, German",
    "about": "Twelve years on the bench.",
    "presence_audience": "mentorships",
}


@pytest.fixture(autouse=True)
def own_media(settings: SettingsWrapper, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(format_name: str = "PNG", size: tuple[int, int] = (60, 40)) -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, format_name)
    return SimpleUploadedFile("whatever.exe", target.getvalue())


def with_photo(owner: Person) -> Person:
    browser_of(owner).post(PROFILE, {**FIELDS, "name": owner.name, "new_photo": upload()})
    owner.refresh_from_db()
    return owner


def test_profile_is_saved() -> None:
    mia = person("mia")

    answer = browser_of(mia).post(PROFILE, FIELDS)

    mia.refresh_from_db()
    assert answer.url == PROFILE
    assert {field: getattr(mia, field) for field in FIELDS} == FIELDS


def test_only_the_form_fields_can_be_set() -> None:
    mia = person("mia")

    browser_of(mia).post(PROFILE, {**FIELDS, "is_operator": "on", "email": "x@evil.example", "is_active": ""})

    mia.refresh_from_db()
    assert (mia.is_operator, mia.email, mia.is_active) == (False, "mia@court.example", True)


def test_a_name_is_needed() -> None:
    mia = person("mia")

    answer = browser_of(mia).post(PROFILE, {**FIELDS, "name": " "})

    mia.refresh_from_db()
    assert (answer.status_code, mia.name) == (422, "Mia")


def test_an_unknown_zone_is_refused() -> None:
    mia = person("mia")

    answer = browser_of(mia).post(PROFILE, {**FIELDS, "time_zone": "Mars/Olympus"})

    assert answer.status_code == 422


def test_profile_needs_a_sign_in(client: Client) -> None:
    assert client.post(PROFILE, FIELDS).url == "/account/login/?next=/me/"


def test_photo_is_kept_as_a_square_webp_under_a_random_name() -> None:
    mia = with_photo(person("mia"))

    with mia.photo.open() as file, Image.open(file) as picture:
        assert (picture.format, picture.size) == ("WEBP", (512, 512))
    assert "whatever" not in mia.photo.name


def test_a_new_photo_replaces_the_former_file(
    tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    mia = with_photo(person("mia"))
    former = mia.photo.name

    with django_capture_on_commit_callbacks(execute=True):
        browser_of(mia).post(PROFILE, {**FIELDS, "new_photo": upload()})

    mia.refresh_from_db()
    assert mia.photo.name != former
    assert [path.name for path in tmp_path.glob("photos/*")] == [mia.photo_name]


def test_photo_can_be_removed(
    tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    mia = with_photo(person("mia"))

    with django_capture_on_commit_callbacks(execute=True):
        browser_of(mia).post(PROFILE, {**FIELDS, "remove_photo": "on"})

    mia.refresh_from_db()
    assert (mia.photo_url, list(tmp_path.glob("photos/*"))) == ("", [])


def test_what_is_no_photo_is_refused() -> None:
    mia = person("mia")
    svg = SimpleUploadedFile("photo.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")

    answer = browser_of(mia).post(PROFILE, {**FIELDS, "new_photo": svg})

    mia.refresh_from_db()
    assert "This file is not a photo that can be read here." in answer.content.decode()
    assert (answer.status_code, mia.photo_url, mia.name) == (422, "", "Mia")


def test_photo_is_served_to_its_owner_with_safe_headers() -> None:
    mia = with_photo(person("mia"))

    answer = browser_of(mia).get(mia.photo_url)

    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, max-age=604800, immutable"
    assert answer.content.startswith(b"RIFF")


def test_photo_is_shown_to_people_in_shared_rooms() -> None:
    mia, noah = with_photo(person("mia")), person("noah")
    mentorship_room(mia, noah)

    assert browser_of(noah).get(mia.photo_url).status_code == 200


def test_photo_does_not_exist_for_outsiders(client: Client) -> None:
    mia = with_photo(person("mia"))

    assert browser_of(person("zoe")).get(mia.photo_url).status_code == 404
    assert client.get(mia.photo_url).url.startswith("/account/login/")


def test_a_former_photos_address_is_not_found() -> None:
    mia = with_photo(person("mia"))

    assert browser_of(mia).get(f"/people/{mia.pk}/photo/{'0' * 32}.webp").status_code == 404


def test_persons_page_shows_the_profile_to_people_in_shared_rooms() -> None:
    mia, noah = person("mia", about="Twelve years on the bench.", time_zone="Europe/Berlin"), person("noah")
    mentorship_room(mia, noah)

    page = browser_of(noah).get(f"/people/{mia.pk}/").content.decode()

    assert "Twelve years on the bench." in page
    assert ("Berlin (UTC+0" in page, "mia@court.example" in page) == (True, False)


def test_persons_page_does_not_exist_for_outsiders() -> None:
    mia, noah, zoe = person("mia", about="a-private-word"), person("noah"), person("zoe")
    mentorship_room(mia, noah)

    answer = browser_of(zoe).get(f"/people/{mia.pk}/")

    assert answer.status_code == 404
    assert "a-private-word" not in answer.content.decode()


def test_persons_page_needs_a_sign_in(client: Client) -> None:
    assert client.get(f"/people/{person('mia').pk}/").status_code == 302


@pytest.fixture
def _collection_off() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_collection_off")
def test_row_whose_photo_was_named_goes_without_a_collection_of_garbage() -> None:
    named = Person.objects.get(pk=with_photo(person("mia")).pk)
    held = weakref.ref(named)

    assert named.photo_url
    del named

    assert held() is None


def test_photo_is_named_where_it_was_not_read() -> None:
    mia = with_photo(person("mia"))

    assert Person.objects.only("name").get(pk=mia.pk).photo_url == mia.photo_url
