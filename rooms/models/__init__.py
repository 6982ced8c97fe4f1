"""The rows of the live room, one module a matter."""

from rooms.models.board import Piece
from rooms.models.chat import Message, Reaction
from rooms.models.closing import Closing, Pause, Voice
from rooms.models.control import Control, order_key_erased
from rooms.models.event import RoomEvent
from rooms.models.file import File
from rooms.models.invitation import Invitation
from rooms.models.key import PersonKey, RoomKey, VaultMark
from rooms.models.note import Note, NoteUpdate
from rooms.models.room import Membership, Room

__all__ = [
    "Closing",
    "Control",
    "File",
    "Invitation",
    "Membership",
    "Message",
    "Note",
    "NoteUpdate",
    "Pause",
    "PersonKey",
    "Piece",
    "Reaction",
    "Room",
    "RoomEvent",
    "RoomKey",
    "VaultMark",
    "Voice",
    "order_key_erased",
]
