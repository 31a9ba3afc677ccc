"""Settings of the tests: the same portal, with cheap passwords, unhashed static names and letters in memory."""

import tempfile
from pathlib import Path

from . import *  # noqa: F403
from . import DATABASES, MIDDLEWARE, REDIS_URL, env

SECRET_KEY = "tests-only"  # noqa: S105
MAILLAGE_DATA_DIR = Path(tempfile.gettempdir()) / "maillage-tests"
MEDIA_ROOT = MAILLAGE_DATA_DIR / "media"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if REDIS_URL:
    # Tests empty the cache: each process of the suite has a Redis database of its own, counted from the one named.
    _server, _slash, _first = REDIS_URL.rpartition("/")
    _own = int(_first) + int(env("PYTEST_XDIST_WORKER", default="gw0").removeprefix("gw"))
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"{_server}/{_own}"}
Q_CLUSTER = {"name": "tests", "orm": "default", "timeout": 60, "retry": 120, "sync": False}
if not env("DATABASE_URL", default=""):
    DATABASES["default"] |= {"NAME": ":memory:"}
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
MAILLAGE_PAGE_CACHE = False  # each test draws its pages
