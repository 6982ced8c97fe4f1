"""Addresses of people and sign-in: allauth's under account/, ours beside them in the namespace `accounts`."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

from server.accounts.views import joining, people, profile, security

pages = [
    path("me/", profile.profile, name="profile"),
    path("me/security/", security.security, name="security"),
    path("me/security/sign-ins/end/", security.end_other_sign_ins, name="end_other_sign_ins"),
    path("me/security/sign-ins/<str:sign_in>/end/", security.end_sign_in, name="end_sign_in"),
    path("people/", people.people_list, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invite/<int:invitation_id>/revoke/", people.revoke_invitation, name="revoke_invitation"),
    path("people/<uuid:person_id>/", profile.person, name="person"),
    path("people/<uuid:person_id>/photo/<str:name>", profile.photo, name="photo"),
    *[
        path(f"people/<uuid:person_id>/{deed}/", people.change_person, {"deed": deed}, name=deed)
        for deed in people.DEEDS
    ],
    path("join/", joining.join, name="join"),
    path("join/<str:token>/", joining.invitation, name="invitation"),
    path("demo/", joining.demo, name="demo"),
]

# One page of ours shows all factors, so allauth's own overviews lead there.
urlpatterns = [
    path("account/2fa/", RedirectView.as_view(pattern_name="accounts:security"), name="mfa_index"),
    path("account/2fa/webauthn/", RedirectView.as_view(pattern_name="accounts:security"), name="mfa_list_webauthn"),
    path("account/", include("allauth.urls")),
    path("", include((pages, "accounts"))),
]
