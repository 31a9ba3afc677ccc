"""A migrated SQLite database, kept between processes: migrating from nothing takes half a minute in each of them.

Its name says what it was made by (our migrations and the pinned packages), so that it never stands for another. Whoever
starts from it migrates all the same, and finds nothing left to do.
"""

import hashlib
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from django.conf import settings


def template():
    """Where the database is kept, whether it is there or not."""
    root = Path(settings.BASE_DIR)
    made_by = hashlib.sha256(sys.version.encode())
    migrations = sorted([*root.glob("*/migrations/*.py"), *root.glob("*/*/migrations/*.py")])
    for source in [*migrations, root / "requirements.txt"]:
        made_by.update(source.relative_to(root).as_posix().encode())
        made_by.update(source.read_bytes())
    return settings.MAILLAGE_DATA_DIR / f"migrated-{made_by.hexdigest()[:24]}.sqlite3"


def copy_to(database):
    """Fill `database`, a path or the address of one in memory, from the kept one if any; returns its connection."""
    target = sqlite3.connect(database, uri=str(database).startswith("file:"))
    if template().exists():
        with closing(sqlite3.connect(template())) as kept:
            kept.backup(target)
    return target


def keep(connection):
    """Keep the database behind Django's `connection`, just migrated. Two processes may: the last one stays."""
    if template().exists():
        return
    template().parent.mkdir(parents=True, exist_ok=True)
    draft = template().with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(draft)) as target:
        connection.connection.backup(target)
    draft.replace(template())
