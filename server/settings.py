"""Every setting of the site, each environment variable read once. Not here: anything that computes."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp import constants as csp
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
if TRUSTED_PROXIES < 0:
    raise ImproperlyConfigured(f"TRUSTED_PROXIES must be the number of proxies before the site, not {TRUSTED_PROXIES}.")

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
    "server",
    "server.notices",
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
                "server.context.site",
            ],
            "builtins": ["server.page_tags"],
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
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
MEDIA_ROOT = VAR / "media"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_DIR", str(ROOT / "var" / "static")))
STATICFILES_DIRS = [ROOT / "frontend" / "dist"]
# Django hashes names with 12 hex digits, esbuild the chunks with 8 letters: both may be kept for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/(chunks/.+-[A-Z0-9]{8}|.+\.[0-9a-f]{12})\.\w+$"
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
SECURE = origin.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Asking browsers to preload a court's whole domain is for the domain's owner to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.NONE],
        "script-src": [csp.NONCE],
        "style-src": [csp.SELF],
        "img-src": [csp.SELF, "blob:"],
        "font-src": [csp.SELF],
        "connect-src": [csp.SELF],
        "manifest-src": [csp.SELF],
        "form-action": [csp.SELF],
        "base-uri": [csp.NONE],
        "frame-ancestors": [csp.NONE],
    }
}

# Mail: written into the caller's transaction, sent by the worker
EMAIL_BACKEND = "server.notices.mail.QueuedBackend"
SMTP_URL = env.str("EMAIL_URL", "")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", f"{SITE_NAME} <menteo@{origin.hostname}>")
EMAIL_TIMEOUT = 20
if SMTP_URL:
    smtp = environ.Env.email_url_config(SMTP_URL)
    EMAIL_HOST, EMAIL_PORT = smtp["EMAIL_HOST"], smtp["EMAIL_PORT"] or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = smtp["EMAIL_HOST_USER"] or "", smtp["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS, EMAIL_USE_SSL = smtp.get("EMAIL_USE_TLS", False), smtp.get("EMAIL_USE_SSL", False)
if PRODUCTION and not SMTP_URL:
    raise ImproperlyConfigured("In production EMAIL_URL must name a mail server, like smtp+tls://user:password@host:587.")

# Logs
LOG_LEVEL = env.str("LOG_LEVEL", "INFO").upper()
LOG_FORMAT = env.str("LOG_FORMAT", "json" if PRODUCTION else "text")
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR"):
    raise ImproperlyConfigured(f"LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not {LOG_LEVEL!r}.")
if LOG_FORMAT not in ("json", "text"):
    raise ImproperlyConfigured(f"LOG_FORMAT must be 'json' or 'text', not {LOG_FORMAT!r}.")
LOGGING_CONFIG = "server.logs.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "server.logs.Discreet", "form": LOG_FORMAT}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["out"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": [], "level": LOG_LEVEL}, "daphne": {"level": "WARNING"}},
}
