"""The environment, read once."""

import secrets
from contextlib import suppress
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env("MAILLAGE_DATA", default=str(BASE_DIR / "data"))).resolve()
PRODUCTION = env("MAILLAGE_ENV", default="development") == "production"
REDIS_URL = env("REDIS_URL", default="")
PORT = env("PORT", default="8000")
SITE_URL = env("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")


def secret_key():
    """The signing key: from the environment, or in development made once and kept in the data folder."""
    given = env("SECRET_KEY", default="")
    if given:
        return given
    if PRODUCTION:
        raise ImproperlyConfigured("SECRET_KEY is required in production.")
    kept = DATA_DIR / "secret_key"
    try:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError), kept.open("x") as file:
            kept.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
        return kept.read_text() or secrets.token_urlsafe(50)
    except OSError:
        # `up` says in one sentence that the folder cannot be written; other commands do not need it.
        return secrets.token_urlsafe(50)


if PRODUCTION:
    for name in ("SITE_URL", "DATABASE_URL", "EMAIL_URL"):
        if not env(name, default=""):
            raise ImproperlyConfigured(f"{name} is required in production.")
