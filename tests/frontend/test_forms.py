"""Any Django form, drawn by the site's own templates."""

from __future__ import annotations

from django import forms
from pytest_django.asserts import assertInHTML


class Sample(forms.Form):
    name = forms.CharField(help_text="As on the door.")
    note = forms.CharField(required=False)
    agreed = forms.BooleanField(label="I agree")
    kind = forms.ChoiceField(choices=[("a", "First"), ("b", "Second")], widget=forms.RadioSelect)


def test_field_is_tied_to_its_label_and_hint():
    html = str(Sample())

    assertInHTML('<label class="field__label" for="id_name">Name</label>', html)
    assertInHTML('<div class="field__hint" id="id_name_helptext">As on the door.</div>', html)
    assert 'aria-describedby="id_name_helptext"' in html


def test_only_optional_fields_are_marked():
    assert str(Sample()).count("(optional)") == 1


def test_choices_stand_in_a_fieldset():
    html = str(Sample())

    assertInHTML('<legend class="field__label">Kind</legend>', html)
    assert html.count('type="radio"') == 2


def test_form_without_errors_has_no_summary():
    assert "error-summary" not in str(Sample())


def test_summary_takes_focus_and_leads_to_each_field():
    html = str(Sample({"agreed": "on", "kind": "a"}))

    assert '<div class="error-summary" role="alert" tabindex="-1" autofocus data-focus>' in html
    assert '<a href="#id_name">Name: This field is required.</a>' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_error_of_the_whole_form_stands_in_the_summary():
    form = Sample({"name": "Mia", "agreed": "on", "kind": "a"})
    form.add_error(None, "The office is closed.")

    assert "<li>The office is closed.</li>" in str(form)


def test_value_is_escaped():
    assert "<script>" not in str(Sample({"name": "<script>alert(1)</script>"}))
