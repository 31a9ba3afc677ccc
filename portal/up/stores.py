"""Database and cache, as `up` finds them."""

from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError, connection

from portal.accounts.models import User

from .obstacles import Obstacle


def check_stores():
    """The database, and Redis where there is one, answer."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise Obstacle(
            "La base de données ne répond pas : vérifiez DATABASE_URL.",
            "The database does not answer: check DATABASE_URL.",
        ) from error
    try:
        cache.get("up")
    except OSError as error:
        raise _no_redis() from error
    except Exception as error:
        # redis-py's errors derive from no exception of Python's own, and the package is only asked for by REDIS_URL.
        if type(error).__module__.partition(".")[0] != "redis":
            raise
        raise _no_redis() from error


def _no_redis():
    return Obstacle("Redis ne répond pas : vérifiez REDIS_URL.", "Redis does not answer: check REDIS_URL.")


def check_accounts():
    """In production nobody signs in with the demonstration's published password."""
    if settings.MAILLAGE_PRODUCTION and User.objects.filter(email__endswith="@demo.test", is_active=True).exists():
        raise Obstacle(
            "Cette base contient des comptes de démonstration : supprimez-les avant la mise en production.",
            "This database holds demonstration accounts: delete them before going into production.",
        )
