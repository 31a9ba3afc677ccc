"""Whole portals of the bench's own: a data set of a given size, and `manage.py up` on it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from .http import Browser

ROOT = Path(__file__).resolve().parents[1]
SEED = 1
# What belongs to whoever starts the bench, and not to the portals that it starts.
FOREIGN = ("DATABASE_URL", "REDIS_URL", "SITE_URL", "EMAIL_URL", "PORT", "MAILLAGE_ENV", "MAILLAGE_PAGE_CACHE")
START_WITHIN = 180  # seconds


class Bench:
    """Makes data sets when they are first asked for, and starts portals on them.

    folder: where data sets are, and stay when they were there already; database: the address of a PostgreSQL server,
    "" for SQLite.
    """

    def __init__(self, folder, *, database=""):
        self.folder, self.database = Path(folder), database
        self.made_in = {}  # {events: seconds} of the data sets made in this run
        self._databases = []

    @property
    def engine(self):
        return "PostgreSQL" if self.database else "SQLite"

    def data_set(self, events):
        """A DataSet with that many made-up events (five dates each on average), the same at each run."""
        kept = DataSet(self.folder / f"events-{events}", self._database(f"events_{events}"))
        if not kept.is_ready:
            with running(Portal(kept), "--no-demo"):
                pass  # the database is migrated, the static files collected
            began = time.monotonic()
            kept.manage("demo", "--events", str(events), "--seed", str(SEED))
            self.made_in[events] = time.monotonic() - began
            kept.mark_ready()
        return kept

    def directory(self, partners, fill):
        """A DataSet of a few events, filled up to that many partners by the question `fill`."""
        kept = DataSet(self.folder / f"partners-{partners}", self._database(f"partners_{partners}"))
        if not kept.is_ready:
            with running(Portal(kept), "--no-demo"):
                pass
            kept.manage("demo", "--events", "20", "--seed", str(SEED))
            kept.ask("fill", of=fill, partners=partners)
            kept.mark_ready()
        return kept

    def empty(self):
        """A DataSet of nothing at all."""
        number = uuid.uuid4().hex[:8]
        return DataSet(self.folder / f"empty-{number}", self._database(f"empty_{number}"))

    @contextmanager
    def portal(self, events, *, page_cache=False):
        """A running Portal on the data set of that many events."""
        with running(Portal(self.data_set(events), MAILLAGE_PAGE_CACHE=str(int(page_cache))), "--no-demo") as portal:
            yield portal

    def close(self):
        """Drop the databases; the folder is its owner's affair."""
        for name in self._databases:
            self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _database(self, name):
        """The address of a database of this bench's own on its PostgreSQL server, made when it does not exist yet."""
        if not self.database:
            return ""
        name = f"maillage_bench_{os.getpid()}_{name}"
        if name not in self._databases:
            self._execute("CREATE DATABASE {}", name)
            self._databases.append(name)
        return urlunsplit(urlsplit(self.database)._replace(path=f"/{name}"))

    def _execute(self, statement, name):
        import psycopg
        from psycopg import sql

        server = urlunsplit(urlsplit(self.database)._replace(path="/postgres"))
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


class DataSet:
    """A data folder with its database."""

    def __init__(self, folder, database_url):
        self.folder, self.database_url = folder, database_url

    @property
    def mark(self):
        """Says that the data set is whole, in this very database."""
        return self.folder / f"ready-{urlsplit(self.database_url).path.strip('/') or 'sqlite'}"

    @property
    def is_ready(self):
        return self.mark.exists()

    def mark_ready(self):
        self.mark.touch()

    def environment(self, **more):
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        kept |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "MAILLAGE_DATA": str(self.folder), "PYTHONPATH": str(ROOT)}
        return kept | ({"DATABASE_URL": self.database_url} if self.database_url else {}) | more

    def manage(self, *words):
        self._run(str(ROOT / "manage.py"), *words)

    def ask(self, question, *, of="bench.inside", **facts):
        """What the function `question` of the module `of` answers, in a process of its own."""
        return json.loads(self._run("-m", of, question, json.dumps(facts)))

    def _run(self, *words):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", *words],
            cwd=ROOT,
            env=self.environment(MAILLAGE_PAGE_CACHE="0"),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Portal:
    """`manage.py up` on a data set: granian and the queue, as everybody starts them."""

    def __init__(self, data, **environment):
        self.data, self.environment = data, environment
        self.port = free_port()
        self.process = None

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, *options):
        """Returns the seconds until the first answer."""
        self.data.folder.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        with (self.data.folder / "up.log").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "up", "--port", str(self.port), *options],
                cwd=ROOT,
                env=self.data.environment(SITE_URL=self.address, **self.environment),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        while time.monotonic() - began < START_WITHIN:
            if self.process.poll() is not None:
                break
            with suppress(OSError):
                Browser(self.port).get("/sante/vivant")
                return time.monotonic() - began
            time.sleep(0.1)
        raise RuntimeError(f"the portal does not answer: {(self.data.folder / 'up.log').read_text()[-2000:]}")

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def browser(self):
        return Browser(self.port)

    def worker_memory(self):
        """Resident octets of the web worker: of the largest, where there are several."""
        web = [pid for pid in children(self.process.pid) if "granian" in _command(pid)]
        return max(_resident(worker) for pid in web for worker in children(pid))

    def processor(self):
        """{"web", "queue"}: seconds of processor that each has used since it started, with what it started."""
        spent = {"web": 0.0, "queue": 0.0}
        for pid in children(self.process.pid):
            spent["web" if "granian" in _command(pid) else "queue"] += sum(_processor(each) for each in family(pid))
        return spent


@contextmanager
def running(portal, *options):
    """The Portal, started and in the end stopped."""
    try:
        portal.start(*options)
        yield portal
    finally:
        portal.stop()


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def children(pid):
    """Ids of the processes that `pid` started (Linux)."""
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]


def family(pid):
    """The process, and all that it started."""
    return [pid, *(each for child in children(pid) for each in family(child))]


def _processor(pid):
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _command(pid):
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def _resident(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024
