"""`python -m bench [NAME…] [--json FILE] [--database URL] [--data DIR]`."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from . import (
    admin,
    agenda,
    attestations,
    directory,
    directory_import,
    feeds,
    groups,
    hsds,
    imports,
    lighthouse,
    organiser,
    queries,
    registrations,
    reminders,
    repeated,
    starting,
    weight,
)
from .portals import Bench
from .rows import as_json, table
from .wrk import Missing

GROUPS = {
    "agenda": agenda.figures,
    "queries": queries.figures,
    "repeated": repeated.figures,
    "feeds": feeds.figures,
    "hsds": hsds.figures,
    "registrations": registrations.figures,
    "groups": groups.figures,
    "reminders": reminders.figures,
    "attestations": attestations.figures,
    "organiser": organiser.figures,
    "imports": imports.figures,
    "directory": directory.figures,
    "directory_import": directory_import.figures,
    "admin": admin.figures,
    "weight": weight.figures,
    "starting": starting.figures,
    "lighthouse": lighthouse.figures,
}
ON_DEMAND = {"lighthouse"}  # needs a network and minutes: only when it is named


def arguments(argv):
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures the portal against its budgets.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(GROUPS)}; default: all but lighthouse")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there too")
    parser.add_argument("--database", default="", metavar="URL", help="a PostgreSQL server; default: SQLite")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep the data sets there for the next run")
    given = parser.parse_args(argv)
    unknown = [name for name in given.names if name not in GROUPS]
    if unknown:
        parser.error(f"no such figure: {', '.join(unknown)}")
    return given


def measure(bench, names):
    """The Rows of these groups; one that fails is told, and the others go on. Returns (rows, whether all ran)."""
    rows, whole = [], True
    for name in names:
        print(f"{name}…", file=sys.stderr, flush=True)
        try:
            rows += GROUPS[name](bench)
        except (Missing, RuntimeError, OSError, subprocess.SubprocessError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            whole = False
    return rows, whole


def main():
    given = arguments(sys.argv[1:])
    names = given.names or [name for name in GROUPS if name not in ON_DEMAND]
    with tempfile.TemporaryDirectory(prefix="maillage-bench-") as folder:
        bench = Bench(given.data or folder, database=given.database)
        try:
            rows, whole = measure(bench, names)
        finally:
            bench.close()
    print(table(rows))
    if given.json:
        given.json.write_text(as_json(rows) + "\n", encoding="utf-8")
    return 0 if whole and all(row.holds is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
