"""Forms of the ordinary room pages. Not here: what happens then (members)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from server.accounts.models import Person


class GroupRoomForm(forms.Form):
    title = forms.CharField(label=_("Name"), max_length=80, help_text=_("What the group is about, in a few words."))
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=200,
        required=False,
        help_text=_("One sentence that helps others decide whether to join."),
    )
    is_open = forms.BooleanField(
        label=_("Open to everybody here"),
        required=False,
        initial=True,
        help_text=_("An open group is listed and anybody signed in can join. Into others one comes by invitation."),
    )


class InviteForm(forms.Form):
    """Finds one person by e-mail address or by full name; `cleaned_data["who"]` is the person."""

    who = forms.CharField(
        label=_("Name or e-mail address"),
        max_length=254,
        help_text=_("The full name as it stands in the profile, or the address to sign in with."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autofocus": True}),
    )

    def clean_who(self) -> Person:
        said: str = self.cleaned_data["who"]
        known: Any = get_user_model().objects
        found = known.filter(Q(email=said.lower()) | Q(name__iexact=said), is_active=True)[:2]
        if not found:
            raise forms.ValidationError(_("Nobody here has this name or address."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several people have this name: use the e-mail address."))
        person: Person = found[0]
        return person
