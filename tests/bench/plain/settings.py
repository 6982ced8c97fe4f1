"""Our own settings, with the middleware of a new project and one address. Not here: storage (the environment's)."""

from __future__ import annotations

from server.settings import *  # noqa: F403  (the verbs need the whole site)

# Each of the server's threads keeps its own connection.
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": False}  # noqa: F405
DATABASES["default"]["OPTIONS"].pop("pool")  # noqa: F405
ROOT_URLCONF = "tests.bench.plain.views"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
