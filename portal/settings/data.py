"""Where things are kept: database, cache, queue, letters, files, logs."""

from .environment import BASE_DIR, DATA_DIR, PORT, PRODUCTION, REDIS_URL, SITE_URL, env

# --- Database: SQLite by default, PostgreSQL when DATABASE_URL names one -----------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'maillage.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes the lock when it begins: with a deferred lock, readers that turn writers fail.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# On SQLite too: a new connection reads the whole schema again, and closing the last one writes the log back.
DATABASES["default"]["CONN_MAX_AGE"] = 60

# --- Cache and rate counters: never in the database, whose single writer serves registrations --
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},  # made-up visitors must not push the counters out
        }
    }

# --- Queue --------------------------------------------------------------------------------------
Q_CLUSTER = {
    "name": "maillage",
    "label": "Queue",
    "workers": env.int("QUEUE_WORKERS", default=1),
    "timeout": 120,
    "retry": 300,
    "max_attempts": 3,
    "save_limit": 250,
    "catch_up": False,
    "poll": 1,
    "time_zone": "Europe/Brussels",
}
Q_CLUSTER |= {"redis": REDIS_URL} if REDIS_URL else {"orm": "default"}
# Seconds without a task after which `up` starts the queue anew: longer than the longest task, which ends at 120.
MAILLAGE_QUEUE_SILENCE = env.int("QUEUE_SILENCE", default=180)

# --- Letters ------------------------------------------------------------------------------------
if env("EMAIL_URL", default=""):
    _email = env.email_url("EMAIL_URL")
    EMAIL_BACKEND = _email["EMAIL_BACKEND"]
    EMAIL_HOST = _email.get("EMAIL_HOST") or "localhost"
    EMAIL_PORT = _email.get("EMAIL_PORT") or 25
    EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER") or ""
    EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD") or ""
    EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("LETTERS_FROM", default="Maillage <ne-pas-repondre@maillage.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.statics.LeafletFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.statics.OneSheetStorage"},
    # What people send in with their answers: no address leads there, and only whoever organises is handed a file.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "private", "file_permissions_mode": 0o600},
    },
}
if env("S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env("S3_BUCKET"),
            "endpoint_url": env("S3_ENDPOINT", default=None),
            "access_key": env("S3_ACCESS_KEY", default=None),
            "secret_key": env("S3_SECRET_KEY", default=None),
        },
    }
    STORAGES["private"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": STORAGES["default"]["OPTIONS"]
        | {"location": "private", "default_acl": "private", "querystring_auth": True},
    }
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- The portal's own ---------------------------------------------------------------------------
MAILLAGE_SITE_URL = SITE_URL
MAILLAGE_PRODUCTION = PRODUCTION
MAILLAGE_DATA_DIR = DATA_DIR
MAILLAGE_SITE_IDENTITY = "portal.cms.identity.identity"
MAILLAGE_PORT = PORT
MAILLAGE_WEB_HOST = env("WEB_HOST", default="127.0.0.1")
# SQLite has one writer, and threads of one process share the maps that filters read: more workers gain nothing.
_sqlite = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
MAILLAGE_WEB_WORKERS = env.int("WEB_WORKERS", default=1 if _sqlite else 2)
MAILLAGE_PAGE_CACHE = env.bool("MAILLAGE_PAGE_CACHE", default=True)
MAILLAGE_RATE_LIMITS = env.bool("RATE_LIMITS", default=True)

# --- Partners' calendars ------------------------------------------------------------------------
# What an address that a partner gives may lead to: the web's own ports, and nothing inside our network.
MAILLAGE_IMPORT_PORTS = (80, 443)
MAILLAGE_IMPORT_PRIVATE = False  # tests and the bench have no server elsewhere

# --- The map: tiles are asked of this server once a visitor wants them (empty: never) -----------
MAP_TILES = env("MAP_TILES", default="https://tile.openstreetmap.org/{z}/{x}/{y}.png")
MAP_TILES_LAYERS = env("MAP_TILES_LAYERS", default="")  # of a WMS server, such as that of UrbIS
MAP_ATTRIBUTION = env("MAP_ATTRIBUTION", default="© OpenStreetMap")
MAP_ATTRIBUTION_HREF = env("MAP_ATTRIBUTION_HREF", default="https://www.openstreetmap.org/copyright")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "portal.logs.Discreet", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "maillage": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django-q": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
