"""The ordinary pages of rooms. Not here: the socket."""

from __future__ import annotations

from django.urls import path

from rooms import views

app_name = "rooms"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("open/", views.open_rooms, name="open"),
]
