"""The form of a new calendar feed. Not here: what becomes of it (feeds)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calendar_sync.feeds.lines import company
from calendar_sync.ical.writing import Mask
from calendar_sync.models.feed import MASKS
from rooms.models import Membership, Room

if TYPE_CHECKING:
    from server.accounts.models import Person


class FeedForm(forms.Form):
    """Which sessions, how much of them, and for whom."""

    mask = forms.ChoiceField(
        label=_("What the calendar shows"),
        choices=MASKS,
        initial=Mask.MENTORING.value,
        widget=forms.RadioSelect,
        help_text=_("Whatever you choose here, the provider of that calendar keeps."),
    )
    room = forms.ChoiceField(label=_("Which sessions"), required=False)
    alarms = forms.BooleanField(
        label=_("Remind me a quarter of an hour before"),
        required=False,
        help_text=_("Google and Outlook take no reminders from feeds."),
    )

    def __init__(self, *arguments: Any, person: Person, **more: Any) -> None:
        super().__init__(*arguments, **more)
        mine = Membership.objects.of(person).filter(room__kind=Room.Kind.MENTORSHIP)
        self._rooms = {
            str(each.room_id): each.room
            for each in mine.prefetch_related("room__memberships__person").order_by("joined_at")
        }
        choices = [(key, company(room.memberships.all(), person.pk)) for key, room in self._rooms.items()]
        room_field = self.fields["room"]
        assert isinstance(room_field, forms.ChoiceField)
        room_field.choices = [("", _("All my mentorships")), *choices]

    @property
    def wanted(self) -> dict[str, Any]:
        """What `feeds.make` is asked for."""
        data = self.cleaned_data
        return {"mask": Mask(data["mask"]), "room": self._rooms.get(data["room"]), "alarms": data["alarms"]}
