"""The rows of when we meet. Not here: what is done with them."""

from calendar_sync.models.availability import DayOverride, Policy, Window
from calendar_sync.models.busy import BusyBlock, BusySource
from calendar_sync.models.cadence import Cadence
from calendar_sync.models.claim import Claim
from calendar_sync.models.feed import Feed, FeedPart, FeedReader, RoomCalendar
from calendar_sync.models.inbound import MailboxState
from calendar_sync.models.invite import Delivery, Invitee
from calendar_sync.models.proposal import Proposal
from calendar_sync.models.reminding import Reminding
from calendar_sync.models.session import Attendance, Series, Session

__all__ = [
    "Attendance", "BusyBlock", "BusySource", "Cadence", "Claim", "DayOverride", "Delivery", "Feed", "FeedPart",
    "FeedReader", "Invitee", "MailboxState", "Policy", "Proposal", "Reminding", "RoomCalendar", "Series",
    "Session", "Window",
]  # fmt: skip
