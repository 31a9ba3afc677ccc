"""The queue's sign of life: a file whose time is that of the last task that a worker took up or ended.

A worker that is killed while it waits for work takes the lock of its pipe with it: its successor waits for ever, and
no process has died that its parents would miss. The timetable gives the queue work every minute, so silence tells.
"""

import time
from contextlib import suppress

from django.conf import settings


def _file():
    return settings.MAILLAGE_DATA_DIR / "queue-alive"


def beat(**signal):
    """Receiver of django-q's signals around each task. A full disk must not keep the task from being done."""
    with suppress(OSError):
        _file().touch()


class Pulse:
    """Watches the file; silence is counted on the steady clock, so that neither sleep nor a set clock looks like it."""

    def __init__(self):
        self.seen, self.since = self._last(), time.monotonic()

    def _last(self):
        with suppress(OSError):
            return _file().stat().st_mtime_ns
        return None

    def silence(self):
        """Seconds since the last sign of life that came while this was watching."""
        last = self._last()
        if last != self.seen:
            self.seen, self.since = last, time.monotonic()
        return time.monotonic() - self.since
