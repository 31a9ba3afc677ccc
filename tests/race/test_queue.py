"""The queue's worker is killed while it waits for work, and `up` notices."""

import os
import signal
import subprocess
import time

import pytest

from .test_letters import REGISTER, STATES, wait_until

pytestmark = [pytest.mark.race, pytest.mark.patience]

SILENCE = 110  # seconds: more than a slow start and the minute between two entries of the timetable together


def children(pid):
    rows = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout.split("\n")
    return sorted(int(row.split()[0]) for row in rows if row and row.split()[1] == str(pid))


def the_worker(up):
    """Of `up`: its queue, whose guard has worker, monitor and pusher as children, started in that order."""
    found = []

    def complete():
        found[:] = []
        for child in children(up.pid):
            with open(f"/proc/{child}/cmdline") as line:
                if "qcluster" in line.read():
                    found[:] = [each for guard in children(child) for each in children(guard)]
        return len(found) == 3

    wait_until(complete)
    return found[0]


def test_the_idle_worker_is_killed_and_the_next_letter_leaves_all_the_same(portal):
    up = portal.start("manage.py", "up", "--no-demo", "--port", str(portal.port), QUEUE_SILENCE=str(SILENCE))
    wait_until(lambda: "Ctrl-C" in portal.logs(), seconds=120)
    worker = the_worker(up)
    alive = portal.folder / "queue-alive"
    wait_until(alive.exists, seconds=60)
    time.sleep(3)
    os.kill(worker, signal.SIGKILL)
    portal.run(REGISTER)
    wait_until(lambda: portal.run(STATES) == "sent", seconds=2 * SILENCE + 60)
    assert "is started anew" in portal.logs(20_000)
    up.terminate()
    assert up.wait(60) == 0
    portal.children.remove(up)
