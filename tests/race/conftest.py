import os
import uuid
from urllib.parse import urlsplit, urlunsplit

import pytest

from .portal_process import PortalProcess


def _fresh_postgres(url):
    """A new, empty database beside the one that `url` names; returns (its address, a function that drops it)."""
    import psycopg
    from psycopg import sql

    name = f"maillage_race_{uuid.uuid4().hex[:12]}"
    server = urlunsplit(urlsplit(url)._replace(path="/postgres"))

    def execute(statement):
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))

    execute("CREATE DATABASE {}")
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}")), lambda: execute("DROP DATABASE {} WITH (FORCE)")


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """A migrated portal, nothing running, on the database kind of this run (PostgreSQL where DATABASE_URL says so)."""
    url, drop = None, None
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        url, drop = _fresh_postgres(os.environ["DATABASE_URL"])
    portal = PortalProcess(
        tmp_path_factory.mktemp("portal"), database_url=url, DJANGO_SETTINGS_MODULE="tests.race.settings"
    )
    portal.migrate()
    yield portal
    portal.stop()
    if drop:
        drop()
