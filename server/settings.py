"""Every setting of the site, each environment variable read once. Not here: anything that computes."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp import constants as csp
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from server.databases import LEAST_POOL, postgres_options, sqlite_options
from server.environment import Environment
from server.keys import fingerprint, read_key

ROOT = Path(__file__).resolve().parent.parent
env = Environment()

# What kind of site this is
PRODUCTION = env.bool("PRODUCTION", False)
DEMO = env.bool("DEMO", False)
PORT = env.int("PORT", 8000)
SITE_URL = env.str("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
SITE_NAME = env.str("SITE_NAME", "Menteo")
SIGN_UP = env.str("SIGN_UP", "invitation")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
DRAIN_SECONDS = env.float("DRAIN_SECONDS", 2.0)
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
LOOPBACK_ADDRESSES = ["127.0.0.1", "[::1]"] if origin.hostname == "localhost" else []
ALLOWED_HOSTS = [origin.hostname, *LOOPBACK_ADDRESSES]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "server.urls"
ASGI_APPLICATION = "server.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "server",
    "server.notices",
    "server.accounts",
    "server.demo",
    "rooms",
    "presence",
    "calendar_sync",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
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
    "server.variety.in_variety",
    "django.middleware.common.CommonMiddleware",
    "server.loopback.loopback_to_name",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "server.accounts.middleware.PersonMiddleware",
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
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR / 'menteo.sqlite3'}")}
DATABASE_POOL = env.int("DATABASE_POOL", 20)
database = DATABASES["default"]
if database["ENGINE"].endswith("sqlite3"):
    database["OPTIONS"] = sqlite_options()
    database["TEST"] = {"NAME": VAR / "test.sqlite3"}
else:
    database["OPTIONS"] = {**postgres_options(DATABASE_POOL), **database.get("OPTIONS", {})}
    # A connection that died in the pool, as all do when the database restarts, is noticed before it is used.
    database["CONN_HEALTH_CHECKS"] = True
if DATABASE_POOL < LEAST_POOL:
    raise ImproperlyConfigured(f"DATABASE_POOL must be at least {LEAST_POOL}, not {DATABASE_POOL}.")
MEDIA_ROOT = VAR / "media"
FILE_MEGABYTES = env.int("FILE_MEGABYTES", 25)
ROOM_FILES_MEGABYTES = env.int("ROOM_FILES_MEGABYTES", 500)
if not 1 <= FILE_MEGABYTES <= ROOM_FILES_MEGABYTES:
    raise ImproperlyConfigured(
        f"FILE_MEGABYTES must be from 1 to ROOM_FILES_MEGABYTES ({ROOM_FILES_MEGABYTES}), not {FILE_MEGABYTES}."
    )
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_DIR", str(ROOT / "var" / "static")))
STATICFILES_DIRS = [ROOT / "frontend" / "dist"]
# Django hashes names with 12 hex digits, esbuild the chunks with 8 letters: both may be kept for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/(chunks/.+-[A-Z0-9]{8}|.+\.[0-9a-f]{12})\.\w+$"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What lies here is sealed; any other storage of Django's will do as well.
    "private": {
        "BACKEND": "rooms.files.storage.PrivateStorage",
        "OPTIONS": {
            "location": MEDIA_ROOT / "private",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# What web processes share, all of it losable: over these Redis, or in the memory of the only one
REDIS_URLS = env.redis_addresses("REDIS_URL")
# Sites with different keys may share one Redis.
REDIS_PREFIX = f"menteo:{fingerprint(SECRET_KEY)}"
REDIS_PATIENCE_SECONDS = 0.5
# Whoever fills the cache pushes counts of failed sign-ins out of it: far more than one address may make.
CACHES: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "server.cache.hidden_key",
        "KEY_PREFIX": REDIS_PREFIX,
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
CHANNEL_LAYERS: dict[str, dict[str, object]] = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
if REDIS_URLS:
    CACHES["default"] |= {"BACKEND": "server.cache.LosableCache", "LOCATION": REDIS_URLS}
    CHANNEL_LAYERS["default"] = {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [{"address": url, "socket_connect_timeout": REDIS_PATIENCE_SECONDS} for url in REDIS_URLS],
            "prefix": f"{REDIS_PREFIX}:layer:",
        },
    }

# People
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "home"

# Sign-ins: the cookie holds a random token, the database its SHA-256; each use within the age renews it
SESSION_ENGINE = "server.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_NAME = "__Host-sign-in" if origin.scheme == "https" else "sign-in"
CSRF_COOKIE_NAME = "__Host-csrf" if origin.scheme == "https" else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# django-allauth: codes instead of links, since scanners that open every link of a mail must not use one up
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_ADAPTER = "server.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "server.accounts.sign_up_form.SignUpExtras"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/h/ip",
    "confirm_email": "1/10s/key,10/h/key",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "join": "20/m/ip",
    "demo": "30/m/ip",
    "invite": "10/m/user",
    "profile": "20/m/user",
    "people": "60/m/user",
    "upload": "60/10m/user",
    "closing": "40/10m/user",
    "feed": "60/10m/key",
    "feed_unknown": "30/10m/ip",
    "feeds": "30/10m/user",
    "availability": "60/10m/user",
    "busy": "30/10m/user",
    "sessions": "60/10m/user",
}
ACCOUNT_FORMS = {
    "login": "server.accounts.allauth_forms.SignInForm",
    "signup": "server.accounts.allauth_forms.SignUpForm",
    "add_email": "server.accounts.allauth_forms.NewAddressForm",
    "change_email": "server.accounts.allauth_forms.OtherAddressForm",
    "confirm_email_verification_code": "server.accounts.allauth_forms.ConfirmAddressForm",
    "change_password": "server.accounts.allauth_forms.ChangePasswordForm",
    "set_password": "server.accounts.allauth_forms.SetPasswordForm",
    "reset_password": "server.accounts.allauth_forms.ResetPasswordForm",
    "confirm_password_reset_code": "server.accounts.allauth_forms.ResetCodeForm",
    "reset_password_from_key": "server.accounts.allauth_forms.ResetNewPasswordForm",
    "reauthenticate": "server.accounts.allauth_forms.ConfirmPasswordForm",
}
MFA_FORMS = {
    "authenticate": "server.accounts.allauth_forms.SecondStepForm",
    "reauthenticate": "server.accounts.allauth_forms.ConfirmSecondStepForm",
    "activate_totp": "server.accounts.allauth_forms.AddAppForm",
    "add_webauthn": "server.accounts.allauth_forms.AddPasskeyForm",
    "edit_webauthn": "server.accounts.allauth_forms.NamePasskeyForm",
}
MFA_ADAPTER = "server.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
# Browsers themselves admit passkeys without https on localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = origin.scheme == "http"

# Live rooms: credits per second and how many can be saved up, per connection, person or address (rooms.limits)
RATES = {
    "frames": (30, 60),
    "messages.mentorship": (5, 15),
    "messages.group": (2, 8),
    "reactions": (10, 20),
    "board": (20, 40),
    "notes": (15, 60),
    "carets": (10, 20),
    "sync": (5, 20),
    "hello": (20 / 60, 20),
    # Behind a balancer that knows no stickiness each poll may reach another process, and is greeted there.
    "polls": (1, 30),
    # A court is one address: many times what one person may.
    "hello.failed": (5, 300),
}
RATE_FACTOR = env.float("RATE_FACTOR", 1.0)
if RATE_FACTOR <= 0:
    raise ImproperlyConfigured(
        f"RATE_FACTOR multiplies the rates of the live rooms and must be above 0, not {RATE_FACTOR}."
    )

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
if env.bool("PSEUDO_LOCALE", False):
    # Written by `manage.py catalogue --pseudo`; shows which strings cannot be translated.
    LANGUAGES.append(("en-xa", _("Pseudo")))
    LOCALE_PATHS.append(VAR / "locale")
TIME_ZONE = "UTC"
USE_TZ = True
# Whom rooms ask about their sessions; they import nothing that stands on them.
ROOM_CALENDAR = "calendar_sync.ahead"

# Safety
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = origin.scheme == "https"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
# Asking browsers to preload a court's whole domain is for the domain's owner to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.NONE],
        "script-src": [csp.NONCE],
        "style-src": [csp.SELF, csp.NONCE],
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
    raise ImproperlyConfigured(
        "In production EMAIL_URL must name a mail server, like smtp+tls://user:password@host:587."
    )

# Calendars: the mailbox that organises every session, how answers to it arrive, how Google is given an address
CALENDAR_MAILBOX = env.str("CALENDAR_MAILBOX", f"sessions@{origin.hostname}")
INBOUND_URL = env.inbound_address("INBOUND_URL")
INBOUND_SECRET = env.str("INBOUND_SECRET", "")
GOOGLE_FEED_SCHEME = env.str("GOOGLE_FEED_SCHEME", "webcal")
if GOOGLE_FEED_SCHEME not in ("webcal", "https"):
    raise ImproperlyConfigured(f"GOOGLE_FEED_SCHEME must be 'webcal' or 'https', not {GOOGLE_FEED_SCHEME!r}.")

# Logs
LOG_LEVEL = env.str("LOG_LEVEL", "INFO").upper()
LOG_FORMAT = env.str("LOG_FORMAT", "json" if PRODUCTION else "text")
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR"):
    raise ImproperlyConfigured(f"LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not {LOG_LEVEL!r}.")
if LOG_FORMAT not in ("json", "text"):
    raise ImproperlyConfigured(f"LOG_FORMAT must be 'json' or 'text', not {LOG_FORMAT!r}.")
LOGGING_CONFIG = "server.logs.configure"
LOGGING = {"level": LOG_LEVEL, "form": LOG_FORMAT}
