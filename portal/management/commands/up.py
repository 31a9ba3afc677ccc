"""`manage.py up`: everything that this portal needs, until Ctrl-C. The folder was checked by manage.py."""

import signal
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from portal.cms.tree import ensure_tree
from portal.demo import accounts
from portal.demo.load import is_empty, load
from portal.up.obstacles import Obstacle, check_port, lock_folder
from portal.up.processes import Processes, queue_command, wait_for_answer, web_command
from portal.up.statics import StaticFiles
from portal.up.stores import check_accounts, check_stores

# A hang-up is not for whoever was started with nohup.
STOPPING = [
    number
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN
]


class Stopped(BaseException):
    """Somebody asked `up` to stop."""


class Command(BaseCommand):
    help = "Prepares the database, starts the web server and the queue, and stops both on Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser):
        # Both are taken by manage.py before the settings load; they stand here for --help.
        parser.add_argument("--port", default=settings.MAILLAGE_PORT, help="default: PORT, else 8000")
        parser.add_argument("--data", default=str(settings.MAILLAGE_DATA_DIR), help="folder; default: MAILLAGE_DATA")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, *args, port, no_demo, **options):
        for number in STOPPING:
            signal.signal(number, self.stop)
        self.began = time.monotonic()
        self.statics, self.processes, self.lock = None, Processes(), None
        try:
            self.run(port, demo=not no_demo and not settings.MAILLAGE_PRODUCTION)
        except Obstacle as obstacle:
            raise CommandError(str(obstacle)) from None
        except Stopped:
            self.say("Arrêt… / Stopping…")
        finally:
            for number in STOPPING:
                signal.signal(number, signal.SIG_IGN)
            if self.statics:
                self.statics.stop()
            self.processes.stop()
            if self.lock:
                self.lock.close()

    def stop(self, number, frame):
        raise Stopped

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()

    def run(self, port, *, demo):
        host = settings.MAILLAGE_WEB_HOST
        port = check_port(host, port)
        self.lock = lock_folder(settings.MAILLAGE_DATA_DIR)
        check_stores()
        self.prepare(demo=demo)
        connections.close_all()
        self.processes.start("web", web_command(host, port))
        self.processes.start("queue", queue_command())
        wait_for_answer(self.processes, host, port)
        self.announce()
        self.processes.watch()

    def prepare(self, *, demo):
        self.statics = StaticFiles()
        self.statics.start()
        self.say("Base de données… / Database…")
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        check_accounts()
        ensure_tree()
        if demo and is_empty():
            self.say("Ville de démonstration… / Demonstration city…")
            load()
        self.statics.finish()

    def announce(self):
        seconds = time.monotonic() - self.began
        address = settings.MAILLAGE_SITE_URL
        self.say(f"Maillage répond après {seconds:.0f} s. / Maillage answers after {seconds:.0f} s.")
        for language, _name in settings.LANGUAGES:
            self.say(f"  {address}/{language}/")
        self.say(f"  {address}/admin/")
        self.say(f"Données / data: {settings.MAILLAGE_DATA_DIR}")
        logins = accounts.present()
        if logins:
            self.say(
                f"Comptes de démonstration / demonstration accounts (mot de passe / password: {accounts.PASSWORD})"
            )
            for account in logins:
                self.say(f"  {account.email:28} {account.purpose}")
        self.say("Ctrl-C arrête tout. / Ctrl-C stops everything.")
