"""Mails in which calendars answer invitations, as they send them. Not here: the invitations (invitations)."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

from calendar_sync.invitations.replies import reply_token
from calendar_sync.models import Attendance
from tests.builders.sessions import NOW, utc

REPLY = """BEGIN:VCALENDAR
METHOD:{method}
VERSION:2.0
BEGIN:VEVENT
DTSTAMP:{stamp}
UID:{uid}
SEQUENCE:{sequence}
{more}ATTENDEE;PARTSTAT={answer}:mailto:noah@court.example
END:VEVENT
END:VCALENDAR
"""


def reply(session, person, answer="ACCEPTED", *, method="REPLY", at=NOW, sequence=0, more="", to="", **headers):
    """As a calendar program sends it, which leaves out ORGANIZER and does not say that its time is UTC."""
    message = EmailMessage()
    message["From"], message["Subject"] = "stranger@elsewhere.example", "Accepted"
    message["To"] = to or f"sessions+{reply_token(person.pk, session.uid)}@localhost"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Noah has accepted.")
    stamp = at.strftime("%Y%m%dT%H%M%S")
    said = REPLY.format(method=method, stamp=stamp, uid=session.uid, sequence=sequence, answer=answer, more=more)
    message.add_alternative(said, subtype="calendar", params={"method": method})
    return message.as_bytes()


def counter(session, person, start, **more):
    begin = utc(start)
    times = f"DTSTART:{begin:%Y%m%dT%H%M%SZ}\nDTEND:{begin + timedelta(hours=1):%Y%m%dT%H%M%SZ}\n"
    return reply(session, person, method="COUNTER", more=times, **more)


def answers(person):
    rows = Attendance.objects.filter(person=person).order_by("session__recurrence_id")
    return list(rows.values_list("answer", flat=True))
