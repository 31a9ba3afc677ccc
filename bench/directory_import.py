"""A table with five thousand partners, tried on an empty directory, applied, and tried once more."""

from .portals import Portal, running
from .rows import at_most, exactly, told

INSIDE = "bench.inside_directory_import"
LINES = 5000
WITHIN = 20  # seconds


def figures(bench):
    data = bench.empty()
    try:
        with running(Portal(data), "--no-demo"):
            pass  # the database is migrated
        done = data.ask("import_table", of=INSIDE, lines=LINES)
    finally:
        data.remove()
    size = {"has": done["lines"], "needs": LINES}
    return [
        at_most(f"directory import ({bench.engine}): 5,000 lines, dry run", done["tried"], "s", WITHIN, **size),
        at_most(f"directory import ({bench.engine}): 5,000 lines, applied", done["applied"], "s", WITHIN, **size),
        told(f"directory import ({bench.engine}): the same file tried again", done["again"], "s"),
        exactly(
            f"directory import ({bench.engine}): lines of it that are not known again", done["unknown"], "lines", 0
        ),
    ]
