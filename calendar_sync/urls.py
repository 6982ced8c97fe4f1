"""The pages of when we meet."""

from __future__ import annotations

from django.urls import path

from calendar_sync.availability import views as availability_views
from calendar_sync.busy import views as busy_views
from calendar_sync.cadence import views as cadence_views
from calendar_sync.feeds import check_views
from calendar_sync.feeds import views as feed_views
from calendar_sync.inbound import views as inbound_views
from calendar_sync.invitations import rsvp_views, ways_views
from calendar_sync.picker import moving_views
from calendar_sync.picker import views as picker_views
from calendar_sync.sessions import history, holding_views
from calendar_sync.sessions import lists as session_lists
from calendar_sync.sessions import views as session_views

app_name = "calendar"
urlpatterns = [
    path("availability/", availability_views.availability, name="availability"),
    path("availability/busy/", busy_views.mine, name="busy_sources"),
    path("availability/busy/<uuid:source>/read/", busy_views.read_again, name="read_busy"),
    path("availability/busy/<uuid:source>/remove/", busy_views.remove, name="remove_busy"),
    path("rooms/<uuid:room>/book/", picker_views.choose, name="book"),
    path("rooms/<uuid:room>/booked/<uuid:session>/", picker_views.booked, name="booked"),
    path("rooms/<uuid:room>/rhythm/", cadence_views.rhythm, name="rhythm"),
    path("rooms/<uuid:room>/rhythm/end/", cadence_views.let_go, name="end_rhythm"),
    path("rooms/<uuid:room>/sessions/", history.past, name="history"),
    path("rooms/<uuid:room>/sessions/ahead/", history.ahead, name="room_ahead"),
    path("calendar/", feed_views.mine, name="feeds"),
    path("calendar/feeds/", feed_views.make, name="make_feed"),
    path("calendar/feeds/<uuid:feed>/rotate/", feed_views.rotate, name="rotate_feed"),
    path("calendar/feeds/<uuid:feed>/revoke/", feed_views.revoke, name="revoke_feed"),
    path("calendar/feeds/<uuid:feed>/check/", check_views.check, name="check_feed"),
    path("calendar/mails/", ways_views.choose_way, name="choose_way"),
    path("sessions/<uuid:session>.ics", feed_views.download, name="download"),
    path("cal/mail/", inbound_views.arrive, name="mail"),
    path("cal/answer/<str:token>/", rsvp_views.answer, name="answer"),
    path("cal/f/<str:token>/busy.ifb", feed_views.free_busy, name="busy"),
    path("cal/f/<str:token>/<slug:name>.ics", feed_views.fetch, name="feed"),
    path("sessions/", session_lists.upcoming, name="sessions"),
    path("sessions/past/", session_lists.past, name="past"),
    path("sessions/month/", session_lists.month, name="month"),
    path("sessions/<uuid:session>/", session_views.session, name="session"),
    path("sessions/<uuid:session>/approve/", session_views.approve, name="approve"),
    path("sessions/<uuid:session>/decline/", session_views.decline, name="decline"),
    path("sessions/<uuid:session>/move/", moving_views.move_session, name="move"),
    path("sessions/<uuid:session>/cancel/", session_views.cancel_session, name="cancel"),
    path("sessions/<uuid:session>/read/", session_views.read, name="read"),
    path("sessions/<uuid:session>/words/", session_views.write, name="write"),
    path("sessions/<uuid:session>/coming/", holding_views.say, name="say"),
    path("sessions/<uuid:session>/start/", holding_views.start, name="start"),
    path("sessions/<uuid:session>/late/", holding_views.be_late, name="late"),
    path("sessions/<uuid:session>/over/", holding_views.run_over, name="run_over"),
    path("sessions/<uuid:session>/end/", holding_views.end, name="end"),
    path("sessions/<uuid:session>/goal/", holding_views.make_goal, name="make_goal"),
    path("sessions/reminding/", session_lists.remind, name="remind"),
]
