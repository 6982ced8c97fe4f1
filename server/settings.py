"""Every setting of the site, each environment variable read once. Not here: anything that computes."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from server.keys import read_key

ROOT = Path(__file__).resolve().parent.parent
env = environ.Env()

# What kind of site this is
PRODUCTION = env.bool("PRODUCTION", False)
DEMO = env.bool("DEMO", False)
PORT = env.int("PORT", 8000)
SITE_URL = env.str("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
SITE_NAME = env.str("SITE_NAME", "Menteo")
SIGN_UP = env.str("SIGN_UP", "invitation")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
VAR = Path(env.str("VAR_DIR", str(ROOT / "var"))).resolve()

origin = urlsplit(SITE_URL)
if origin.scheme not in ("http", "https") or not origin.hostname or origin.path:
    raise ImproperlyConfigured(f"SITE_URL must be scheme://host[:port] without a path, not {SITE_URL!r}.")
if SIGN_UP not in ("invitation", "open"):
    raise ImproperlyConfigured(f"SIGN_UP must be 'invitation' or 'open', not {SIGN_UP!r}.")
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("DEMO=1 and PRODUCTION=1 exclude each other: unset one of them.")
if PRODUCTION and origin.scheme != "https":
    raise ImproperlyConfigured(f"In production SITE_URL must start with https://, not {SITE_URL!r}.")

# Keys
SECRET_KEY_FILE = VAR / "keys" / "secret_key"
SECRET_KEY = read_key(SECRET_KEY_FILE)
VAULT_KEY_FILE = Path(env.str("VAULT_KEY_FILE", str(VAR / "keys" / "vault_key"))).resolve()
if PRODUCTION and VAULT_KEY_FILE.is_relative_to(VAR):
    raise ImproperlyConfigured(
        "In production VAULT_KEY_FILE must lie outside VAR_DIR, so that no copy of the data holds it."
    )

# Django
DEBUG = False
ALLOWED_HOSTS = [origin.hostname]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "server.urls"
ASGI_APPLICATION = "server.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "daphne",
    "server.accounts",
    "rooms",
    "presence",
    "calendar_sync",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "channels",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "frontend" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Storage
DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{VAR / 'menteo.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
MEDIA_ROOT = VAR / "media"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_DIR", str(ROOT / "var" / "static")))
STATICFILES_DIRS = [ROOT / "frontend" / "dist"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# People
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# Safety
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = origin.scheme == "https"
SESSION_COOKIE_HTTPONLY = True
