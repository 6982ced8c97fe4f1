"""The ordinary pages of rooms. Not here: the socket."""

from __future__ import annotations

from django.urls import path

from rooms import closing_views, member_views, views
from rooms.board import views as board
from rooms.files import views as files
from rooms.notes.views import export_note

app_name = "rooms"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("lines/", views.lines, name="lines"),
    path("open/", views.open_rooms, name="open"),
    path("new/", views.new, name="new"),
    path("invitations/<int:invitation>/accept/", member_views.accept, name="accept"),
    path("invitations/<int:invitation>/decline/", member_views.decline, name="decline"),
    path("<uuid:room>/", views.room, name="room"),
    path("<uuid:room>/transcript/", views.transcript, name="transcript"),
    path("<uuid:room>/progress/", board.progress, name="progress"),
    path("<uuid:room>/progress/summary/", board.summary, name="progress_summary"),
    path("<uuid:room>/progress/changes/", board.changes, name="progress_changes"),
    path("<uuid:room>/notes/<str:name>/", export_note, name="export_note"),
    path("<uuid:room>/people/", member_views.people, name="people"),
    path("<uuid:room>/join/", member_views.join, name="join"),
    path("<uuid:room>/leave/", member_views.leave, name="leave"),
    path("<uuid:room>/invite/", member_views.invite, name="invite"),
    path("<uuid:room>/remove/", member_views.remove, name="remove"),
    path("<uuid:room>/moderator/", member_views.make_moderator, name="make_moderator"),
    path("<uuid:room>/close/", member_views.close, name="close"),
    path("<uuid:room>/closing/", closing_views.show, name="closing"),
    path("<uuid:room>/closing/propose/", closing_views.propose, name="propose_closing"),
    path("<uuid:room>/closing/answer/", closing_views.answer, name="answer_closing"),
    path("<uuid:room>/closing/sign/", closing_views.sign, name="sign_closing"),
    path("<uuid:room>/closing/withdraw/", closing_views.withdraw, name="withdraw_closing"),
    path("<uuid:room>/export/", closing_views.export, name="export"),
    path("<uuid:room>/pause/", closing_views.pause, name="pause"),
    path("<uuid:room>/resume/", closing_views.resume, name="resume"),
    path("<uuid:room>/files/", files.begin, name="upload"),
    path("<uuid:room>/files/<uuid:file>/", files.show, name="file"),
    path("<uuid:room>/files/<uuid:file>/chunks/<int:no>/", files.chunk, name="upload_chunk"),
    path("<uuid:room>/files/<uuid:file>/cancel/", files.cancel, name="cancel_upload"),
    path("<uuid:room>/files/<uuid:file>/<str:ticket>/", files.fetch, name="file_bytes"),
]
