"""`manage.py up` as a newcomer meets it: real processes, a folder and a port of their own."""

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from django.conf import settings

from manage import take_early
from portal.demo.accounts import ACCOUNTS

MANAGE = str(settings.BASE_DIR / "manage.py")
# What belongs to the test run and not to the portal that it starts.
FOREIGN = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "SITE_URL", "EMAIL_URL", "PORT", "MAILLAGE_DATA"}
SPACES = ("/fr/espace/", "/nl/mijn-ruimte/", "/en/my-space/")
PATIENCE = 240  # seconds: a first start beside the other tests, on a small machine


def free_port():
    with closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def environment(**more):
    return {name: value for name, value in os.environ.items() if name not in FOREIGN} | more


def ps(columns):
    return subprocess.run(["ps", "-ewwo", columns], capture_output=True, text=True, check=True).stdout.splitlines()


class Up:
    """A running `manage.py up`, its output in a file."""

    def __init__(self, folder, port, log, *options):
        self.port, self.log = port, log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, MANAGE, "up", "--port", str(port), "--data", str(folder), *options],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment(),
            )

    @property
    def said(self):
        return self.log.read_text()

    def wait_until_said(self, words):
        until = time.monotonic() + PATIENCE
        while words not in self.said:
            assert self.process.poll() is None and time.monotonic() < until, self.said
            time.sleep(0.2)

    def get(self, path):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()

    def family(self):
        """{process id: command} of everything that it started."""
        processes = [row.split(None, 2) for row in ps("pid=,ppid=,args=")]
        found, parents = {}, {self.process.pid}
        while parents:
            children = {int(pid): args for pid, parent, args in processes if int(parent) in parents}
            found |= children
            parents = set(children)
        return found

    def children(self):
        """{"web": process id, "queue": process id}"""
        processes = [row.split(None, 2) for row in ps("pid=,ppid=,args=")]
        own = {int(pid): args for pid, parent, args in processes if int(parent) == self.process.pid}
        return {"queue" if "qcluster" in args else "web": pid for pid, args in own.items()}

    def whole_family(self):
        """The family once it is complete: server and worker; cluster, guard, worker, monitor, pusher."""
        until = time.monotonic() + PATIENCE
        while len(found := self.family()) < 7:
            assert time.monotonic() < until, found
            time.sleep(0.2)
        return found

    def end(self, number):
        """Send a signal and wait; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)


def alive(pids):
    """Those that still run; a zombie does not."""
    running = {int(pid) for pid, state in map(str.split, ps("pid=,stat=")) if not state.startswith("Z")}
    return running & set(pids)


def wait_until_gone(pids):
    until = time.monotonic() + 40
    while alive(pids):
        assert time.monotonic() < until, f"still running: {alive(pids)}"
        time.sleep(0.2)


@pytest.fixture
def start(tmp_path):
    running = []

    def start(folder, *options, port=None):
        log = tmp_path / f"up-{len(running)}.log"
        running.append(Up(folder, port or free_port(), log, *options))
        return running[-1]

    yield start
    for up in running:
        if up.process.poll() is None:
            up.end(signal.SIGTERM)


def addresses_that_fail(up):
    """What menu and foot of the three home pages lead to and does not answer 200; one's own space asks to sign in."""
    failing, seen = [], set()
    for language in ("fr", "nl", "en"):
        status, page = up.get(f"/{language}/")
        found = set(re.findall(rf'href="(/{language}/[^"?#]*)"', page.decode()))
        assert status == 200 and len(found) > 8, page.decode()
        seen |= found
    for path in sorted(seen):
        status, _page = up.get(path)
        if status != (302 if path in SPACES else 200):
            failing.append((path, status))
    return failing


def first_start_without_demonstration(start, folder):
    up = start(folder, "--no-demo")
    up.wait_until_said("Ctrl-C")
    assert "demo.test" not in up.said
    assert addresses_that_fail(up) == []
    assert refused(run("--port", str(free_port()), "--data", str(folder))) == [
        f"Un portail tourne déjà sur le dossier {folder} : arrêtez-le, ou choisissez un autre dossier avec --data.",
        f"A portal is already running on the folder {folder}: stop it, or choose another folder with --data.",
    ]
    family = up.whole_family()
    assert up.end(signal.SIGINT) == 0
    assert alive(family) == set()


def empty_portal_gets_the_city(start, folder):
    up = start(folder)
    up.wait_until_said("Ctrl-C")
    assert all(account.email in up.said for account in ACCOUNTS)
    assert f"http://localhost:{up.port}/fr/" in up.said
    assert up.get("/sante/pret") == (200, b'{"database": "ok", "cache": "ok"}')
    status, page = up.get("/fr/agenda/")
    assert status == 200 and page.count(b'class="row') > 10
    stylesheet = re.search(rb'href="(/static/css/site\.[0-9a-f]{12}\.css)"', page).group(1).decode()
    assert up.get(stylesheet)[0] == 200
    family = up.whole_family()
    assert up.end(signal.SIGTERM) == 0
    assert alive(family) == set()
    assert "Traceback" not in up.said


def later_start_keeps_the_data_and_ends_with_its_queue(start, folder):
    with closing(sqlite3.connect(folder / "maillage.sqlite3")) as database, database:
        events = database.execute("SELECT count(*) FROM events_event").fetchone()
        database.execute("UPDATE partners_partner SET email = 'kept@example.com' WHERE slug = 'bapa-bxl'")
    collected = (folder / "static" / "staticfiles.json").stat().st_mtime_ns
    up = start(folder)
    up.wait_until_said("Ctrl-C")
    assert "Ville de démonstration" not in up.said
    assert (folder / "static" / "staticfiles.json").stat().st_mtime_ns == collected
    with closing(sqlite3.connect(folder / "maillage.sqlite3")) as database:
        kept = database.execute("SELECT email FROM partners_partner WHERE slug = 'bapa-bxl'").fetchone()
        assert database.execute("SELECT count(*) FROM events_event").fetchone() == events
    assert kept == ("kept@example.com",)
    family = up.whole_family()
    os.kill(up.children()["queue"], signal.SIGKILL)
    assert up.process.wait(60) == 1
    assert "The process “queue” has stopped" in up.said and "Traceback" not in up.said
    assert alive(family) == set()


def production_refuses_the_demonstration_accounts(folder):
    production = {
        "MAILLAGE_ENV": "production",
        "SECRET_KEY": "x" * 60,
        "SITE_URL": "https://maillage.test",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "DATABASE_URL": f"sqlite:///{folder}/maillage.sqlite3",
    }
    done = run("--port", str(free_port()), "--data", str(folder), **production)
    assert done.returncode == 1
    assert "This database holds demonstration accounts: delete them before going into production." in done.stderr


def children_end_even_when_up_is_killed(start, folder):
    up = start(folder)
    up.wait_until_said("Ctrl-C")
    family = up.whole_family()
    up.end(signal.SIGKILL)
    wait_until_gone(family)


def test_one_folder_through_five_starts(start, tmp_path):
    """One story, because each start takes its time and stands on the one before."""
    folder = tmp_path / "data"
    first_start_without_demonstration(start, folder)
    empty_portal_gets_the_city(start, folder)
    later_start_keeps_the_data_and_ends_with_its_queue(start, folder)
    production_refuses_the_demonstration_accounts(folder)
    children_end_even_when_up_is_killed(start, folder)


def test_stopping_during_preparation_leaves_nothing_running(start, tmp_path):
    up = start(tmp_path / "data")
    up.wait_until_said("Database")
    family = up.family()
    assert up.end(signal.SIGTERM) == 0
    assert alive(family) == set()
    assert "Traceback" not in up.said


def run(*options, **more):
    command = [sys.executable, MANAGE, "up", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment(**more))


def refused(done):
    """The two sentences, when nothing else was said."""
    assert (done.returncode, done.stdout) == (1, "")
    return [re.sub(r"\x1b\[[0-9;]*m", "", line).removeprefix("CommandError: ") for line in done.stderr.splitlines()]


def test_taken_port_is_said_in_one_sentence(tmp_path):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        assert refused(run("--port", str(port), "--data", str(tmp_path))) == [
            f"Le port {port} est déjà pris : choisissez-en un autre avec --port.",
            f"Port {port} is already taken: choose another with --port.",
        ]


@pytest.mark.parametrize("port", ["http", "²", "0", "70000"])
def test_port_that_is_none_is_said_in_one_sentence(tmp_path, port):
    _french, english = refused(run("--port", port, "--data", str(tmp_path)))
    assert english == f"“{port}” is not a port: give a number from 1 to 65535."


def test_an_option_is_not_taken_for_the_folder_that_was_forgotten(monkeypatch):
    monkeypatch.delenv("MAILLAGE_DATA", raising=False)
    monkeypatch.setenv("PORT", "8000")
    take_early(["manage.py", "up", "--data", "--port", "8113"])
    assert "MAILLAGE_DATA" not in os.environ
    assert os.environ["PORT"] == "8113"


def test_folder_that_takes_no_files_is_said_in_one_sentence(tmp_path):
    occupied = tmp_path / "data"
    occupied.write_text("a file, where the folder should be")
    assert refused(run("--port", str(free_port()), "--data", str(occupied))) == [
        f"On ne peut pas écrire dans le dossier {occupied} : choisissez-en un autre avec --data.",
        f"The folder {occupied} cannot be written to: choose another with --data.",
    ]
    assert occupied.read_text() == "a file, where the folder should be"


@pytest.mark.parametrize(
    ("variable", "value", "english"),
    [
        ("DATABASE_URL", "postgres://nobody@127.0.0.1:9/none", "The database does not answer: check DATABASE_URL."),
        ("REDIS_URL", "redis://127.0.0.1:9/0", "Redis does not answer: check REDIS_URL."),
    ],
)
def test_store_that_does_not_answer_is_said_in_one_sentence(tmp_path, variable, value, english):
    done = run("--port", str(free_port()), "--data", str(tmp_path), **{variable: value})
    assert refused(done)[1] == english
