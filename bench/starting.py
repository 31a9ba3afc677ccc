"""`manage.py up` on an empty folder, as a newcomer starts it after the install."""

from .portals import Portal
from .rows import at_most


def figures(bench):
    portal = Portal(bench.empty())
    try:
        seconds = portal.start()
        portal.browser().page("/fr/agenda/")
        memory = portal.worker_memory() / 1e6
    finally:
        portal.stop()
        portal.data.remove()
    return [
        at_most("starting on an empty folder, with the demonstration city", seconds, "s", 60),
        at_most("memory of a web worker, demonstration city", memory, "MB", 200),
    ]
