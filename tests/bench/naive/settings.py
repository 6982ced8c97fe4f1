"""A site with nothing but the tutorial's chat, on the database and Redis of the bench."""

from __future__ import annotations

import os

import environ

SECRET_KEY = "not-secret-and-only-for-the-bench"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["daphne", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
INSTALLED_APPS += ["tests.bench.naive"]
ASGI_APPLICATION = "tests.bench.naive.asgi.application"
ROOT_URLCONF = "tests.bench.naive.asgi"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {**environ.Env.db_url_config(os.environ["DATABASE_URL"]), "CONN_MAX_AGE": 600}}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [os.environ["REDIS_URL"]]},
    }
}
USE_TZ = True
