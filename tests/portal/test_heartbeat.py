"""A queue that has fallen silent is started anew, with everything that hangs on it."""

import os

import pytest
from django_q.signals import post_execute_in_worker, pre_execute

from portal.up.heartbeat import Pulse
from portal.up.processes import Processes
from tests.portal.test_up import wait_until_gone


@pytest.fixture
def folder(settings, tmp_path):
    settings.MAILLAGE_DATA_DIR = tmp_path
    return tmp_path


def test_every_task_of_the_queue_is_a_sign_of_life(folder, monkeypatch):
    steady = [100.0]
    monkeypatch.setattr("portal.up.heartbeat.time.monotonic", lambda: steady[0])
    pulse = Pulse()
    steady[0] += 70
    assert pulse.silence() == 70
    pre_execute.send(sender="django_q", func=None, task={})
    assert pulse.silence() == 0
    steady[0] += 20
    os.utime(folder / "queue-alive", (1, 1))
    post_execute_in_worker.send(sender="django_q", func=None, task={})
    assert pulse.silence() == 0


def test_a_sign_that_cannot_be_written_stops_no_task(settings, tmp_path):
    settings.MAILLAGE_DATA_DIR = tmp_path / "gone"
    pre_execute.send(sender="django_q", func=None, task={})
    assert Pulse().silence() < 5


class Enough(Exception):
    pass


class UntilStartedTwice(Processes):
    def check(self):
        super().check()
        if len(self.starts.read_text().split()) > 1:
            raise Enough


def test_a_silent_queue_is_started_anew_and_its_children_end(folder, settings):
    settings.MAILLAGE_QUEUE_SILENCE = 3
    processes = UntilStartedTwice()
    processes.starts = folder / "starts"
    processes.starts.touch()
    child = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid"
    write = f"open({str(processes.starts)!r}, 'a').write(str({child}) + ' ')"
    processes.start("queue", ["-c", f"import subprocess, sys, time\n{write}\ntime.sleep(60)"])
    first = processes.running["queue"].pid
    with pytest.raises(Enough):
        processes.watch()
    second = processes.running["queue"].pid
    processes.stop()
    assert second != first
    wait_until_gone({first, second, *map(int, processes.starts.read_text().split())})
