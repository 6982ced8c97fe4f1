"""The pages of notices."""

from __future__ import annotations

from django.urls import path

from server.notices import views

app_name = "notices"

urlpatterns = [
    path("demo/mail/", views.demo_mails, name="demo_mails"),
    path("demo/mail/<int:pk>/", views.demo_mail, name="demo_mail"),
]
