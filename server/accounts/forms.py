"""Forms of the profile, of joining by invitation and of inviting. Not here: sign-up and sign-in (allauth's)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.account.fields import SetPasswordField
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from calendar_sync.clocks.timezones import canonical_zone, zone_groups
from server.accounts import photos
from server.accounts.models import Person
from server.accounts.sign_up_form import browser_zone_field, name_field

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.functional import _StrOrPromise as StrOrPromise

ADDRESSES_PER_FORM = 200


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker alone
    """A person's own profile; the photo is kept apart because it is written anew."""

    new_photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("JPEG, PNG, WebP or GIF, up to 8 MB. It is cut to a square; place and camera data are removed."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    remove_photo = forms.BooleanField(label=_("Remove my photo"), required=False)

    class Meta:
        model = Person
        fields: ClassVar[list[str]] = [
            "name",
            "pronouns",
            "position",
            "court",
            "region",
            "languages",
            "about",
            "time_zone",
            "presence_audience",
        ]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "position": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "court": forms.TextInput(attrs={"autocomplete": "organization"}),
            "about": forms.Textarea(attrs={"rows": 4}),
            "presence_audience": forms.RadioSelect(),
        }
        help_texts: ClassVar[dict[str, StrOrPromise]] = {
            "position": _("For example: district judge, law clerk."),
            "languages": _("For example: English, French."),
            "about": _("A few sentences for the people in your rooms. No cases, no parties."),
            "presence_audience": _("Who sees whether you are here right now, in sessions too."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=zone_groups(timezone.now()), help_text=_("All times are shown to you in it.")
        )
        self.initial["time_zone"] = canonical_zone(self.instance.time_zone)
        if not self.instance.photo:
            del self.fields["remove_photo"]

    def clean_new_photo(self) -> bytes | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data["new_photo"]
        return photos.square_photo(upload) if upload else None

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  (Django's signature)
        if self.cleaned_data["new_photo"]:
            photos.set_photo(self.instance, self.cleaned_data["new_photo"])
        elif self.cleaned_data.get("remove_photo"):
            photos.remove_photo(self.instance)
        return super().save(commit)


class JoinForm(forms.Form):
    """What an invited person gives; the address is the invitation's."""

    name = name_field()
    password1 = SetPasswordField(label=_("Password"))
    time_zone = browser_zone_field()

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password1"].widget.attrs["autocomplete"] = "new-password"

    def clean_time_zone(self) -> str:
        return canonical_zone(self.cleaned_data["time_zone"])

    def clean(self) -> dict[str, Any]:
        """The password is judged against name and address, too."""
        data = super().clean() or {}
        if "password1" in data:
            person = Person(email=self.email, name=data.get("name", ""))
            try:
                get_adapter().clean_password(data["password1"], person)
            except ValidationError as fault:
                self.add_error("password1", fault)
        return data


class DemoForm(forms.Form):
    """Whom a visitor of the demo wants to be."""

    person = forms.ModelChoiceField(queryset=Person.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.demo_cast()  # type: ignore[attr-defined]  # of this field kind


class InvitePeopleForm(forms.Form):
    """A list of addresses, in lines or with commas, as it comes from anywhere."""

    addresses = forms.CharField(
        label=_("E-mail addresses"),
        help_text=_("One a line, or separated by commas. Up to 200 at a time."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean_addresses(self) -> list[str]:
        addresses = read_addresses(self.cleaned_data["addresses"])
        if len(addresses) > ADDRESSES_PER_FORM:
            raise ValidationError(_("These are more than 200 addresses. Invite them in parts."), code="too_many")
        return addresses


def read_addresses(text: str) -> list[str]:
    """The addresses in a text, each once, in lower case; names before `<address>` are passed over."""
    words = re.findall(r"<([^<>]*)>", text) if "<" in text else [word for word in re.split(r"[\s,;]+", text) if word]
    addresses = list(dict.fromkeys(word.strip().lower() for word in words))
    wrong = [address for address in addresses if not is_address(address)]
    if wrong:
        sentence = ngettext("This is no e-mail address: %s", "These are no e-mail addresses: %s", len(wrong))
        raise ValidationError(sentence % ", ".join(wrong[:5]), code="invalid")
    return addresses


def is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
