"""A whole portal in processes of its own, on a database of its own, for tests that race or kill."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

from tests import migrated

ROOT = Path(__file__).resolve().parents[2]


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


class PortalProcess:
    """Starts and stops a web server and a queue worker; `run` executes Python inside the portal.

    database_url None: an SQLite file in `folder`.
    """

    def __init__(self, folder, *, database_url=None, **environment):
        self.folder = Path(folder)
        self.port = free_port()
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "MAILLAGE_DATA": str(self.folder),
            "PYTHONPATH": str(ROOT),
            "SECRET_KEY": "race-tests-only",
            **environment,
        }
        self.environment.pop("DATABASE_URL", None)
        self.environment.pop("REDIS_URL", None)
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        self.children = []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def run(self, code):
        """Execute `code` with Django set up; returns what it printed."""
        script = f"import django\ndjango.setup()\n{code}"
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", script],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=180,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout.strip()

    def manage(self, *words):
        return self.run(f"from django.core.management import call_command\ncall_command(*{words!r}, verbosity=0)")

    def migrate(self):
        """Make the database: on SQLite from one that another process migrated, where it is kept."""
        if "DATABASE_URL" not in self.environment:
            migrated.copy_to(self.folder / "maillage.sqlite3").close()
        self.manage("migrate")

    def start(self, *command, **environment):
        log = (self.folder / f"{uuid.uuid4().hex}.log").open("w")
        child = subprocess.Popen(
            [sys.executable, "-W", "ignore", *command],
            env=self.environment | environment,
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log.close()
        self.children.append(child)
        return child

    def serve(self, *, workers=3, **environment):
        """Start the web server with several processes and wait until it answers."""
        child = self.start(
            "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", str(workers), "--blocking-threads", "4", "tests.race.app:application",
            **environment,
        )  # fmt: skip
        for _try in range(300):
            try:
                urllib.request.urlopen(f"{self.address}/sante/vivant", timeout=2).read()
            except (urllib.error.URLError, OSError):
                assert child.poll() is None, "the server stopped"
                time.sleep(0.1)
            else:
                return child
        raise AssertionError("the server does not answer")

    def work(self):
        """Start a django-q2 cluster."""
        return self.start("manage.py", "qcluster")

    def kill(self, child):
        """SIGKILL to the child and all that it started."""
        os.killpg(child.pid, signal.SIGKILL)
        child.wait(timeout=20)
        self.children.remove(child)

    def logs(self, most=3000):
        """The end of what every child printed, to read when something failed."""
        return "\n".join(f"{log.name}: {log.read_text()[-most:]}" for log in self.folder.glob("*.log"))

    def stop(self):
        for child in list(self.children):
            try:
                self.kill(child)
            except ProcessLookupError:
                self.children.remove(child)
