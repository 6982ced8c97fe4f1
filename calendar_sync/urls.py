"""The pages of when we meet."""

from __future__ import annotations

from django.urls import path

from calendar_sync import availability_views, picker_views

app_name = "calendar"
urlpatterns = [
    path("availability/", availability_views.availability, name="availability"),
    path("rooms/<uuid:room>/book/", picker_views.choose, name="book"),
    path("rooms/<uuid:room>/booked/<uuid:session>/", picker_views.booked, name="booked"),
]
