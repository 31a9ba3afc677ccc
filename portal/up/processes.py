"""The web server and the queue: started together, watched, stopped together."""

import ctypes
import http.client
import logging
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

from django.conf import settings

from .heartbeat import Pulse
from .obstacles import Obstacle

logger = logging.getLogger("maillage.up")

THREADS = 4  # per web worker: one waits for the database's writer while another answers
PATIENCE = 20  # seconds that a process gets to end its work
ANSWER_WITHIN = 60  # seconds from start to first answer
PR_SET_PDEATHSIG = 1


def web_command(host, port):
    """granian's arguments; WhiteNoise serves the static files, so that their headers are the portal's."""
    return [
        *("-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--log-level", "warning"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(settings.MAILLAGE_WEB_WORKERS), "--blocking-threads", str(THREADS)),
        "portal.wsgi:application",
    ]


def queue_command():
    return [str(settings.BASE_DIR / "manage.py"), "qcluster"]


def _end_with_parent():
    """Linux: a child is asked to stop when `up` dies without having been able to say so."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Processes:
    """Children by name, each leading a session of its own: Ctrl-C reaches `up` alone, which stops them in order."""

    def __init__(self):
        self.running, self.arguments = {}, {}

    def start(self, name, arguments):
        self.arguments[name] = arguments
        self.running[name] = subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )

    def check(self):
        """Raise Obstacle when one of them has died."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise Obstacle(
                    f"Le processus « {name} » s’est arrêté (code {process.returncode}) : tout s’arrête.",
                    f"The process “{name}” has stopped (code {process.returncode}): everything stops.",
                )

    def watch(self):
        """Until one dies (Obstacle) or a signal comes. A queue that has fallen silent is started anew."""
        pulse = Pulse()
        while True:
            self.check()
            if pulse.silence() > settings.MAILLAGE_QUEUE_SILENCE:
                logger.error("The queue has done nothing for %d seconds and is started anew.", pulse.silence())
                self.restart("queue")
                pulse = Pulse()
            time.sleep(0.5)

    def restart(self, name):
        """End one with everything that it started, at once, and start it anew."""
        process = self.running[name]
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.start(name, self.arguments[name])

    def stop(self):
        """Ask them to end, wait, and leave none behind."""
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + PATIENCE
        for process in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, until - time.monotonic()))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.running.clear()


def wait_for_answer(processes, host, port):
    """Return once the server answers; an answer is any that is not an error of its own."""
    until = time.monotonic() + ANSWER_WITHIN
    while time.monotonic() < until:
        processes.check()
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(host, port, timeout=5)
            connection.request("GET", "/sante/vivant")
            if connection.getresponse().status < 500:
                return
        time.sleep(0.2)
    raise Obstacle("Le serveur ne répond pas.", "The server does not answer.")
