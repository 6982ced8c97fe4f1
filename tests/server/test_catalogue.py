"""The catalogue of strings, and the pseudo-locale made from it."""

from __future__ import annotations

import gettext

import pytest
from django.core.management import CommandError, call_command

from server.catalogue import as_text, source, write_pseudo_locale
from server.pseudo import pseudo


def test_catalogue_that_is_stale_says_what_to_do(settings, tmp_path):
    settings.ROOT = tmp_path

    with pytest.raises(CommandError, match=r"run `manage\.py catalogue`"):
        call_command("catalogue", "--check")


@pytest.fixture(scope="module")
def catalogue():
    return source()


def test_catalogue_holds_strings_of_templates_code_and_islands(catalogue):
    found = {
        text: text in catalogue for text in ("Sign in", "Skip to the content", "Nobody here has this name or address.")
    }

    assert set(found.values()) == {True}
    assert "rooms/words.py" in {name for name, _line in catalogue["Mentorships"].locations}


def test_catalogue_reads_the_same_twice(catalogue):
    assert as_text(source()) == as_text(catalogue)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Sign in", "⟦Śîĝń îń ~~~⟧"),
        ("%(name)s is here", "⟦%(name)s îś ĥêŕê ~~~⟧"),
        ("{count} of 100%%", "⟦{count} ôf 100%% ~~~⟧"),
        ('<a href="/x">More</a> &amp; more', '⟦<a href="/x">Môŕê</a> &amp; môŕê ~~~~⟧'),
        ("\nTwo lines\n", "\n⟦Ţŵô ĺîńêś ~~~~⟧\n"),
        ("  ", "  "),
    ],
)
def test_pseudo_keeps_what_is_no_text(text, shown):
    assert pseudo(text) == shown


def test_pseudo_locale_speaks_for_us_django_and_allauth(tmp_path):
    with write_pseudo_locale(tmp_path).open("rb") as file:
        spoken = gettext.GNUTranslations(file)

    texts = ["Skip to the content", "This field is required.", "Too many failed login attempts. Try again later."]
    assert all(spoken.gettext(text).startswith("⟦") for text in texts)
    assert spoken.ngettext("%(number)s unread", "%(number)s unread", 2).startswith("⟦%(number)s")
