"""Static files: gathered, hashed and compressed into the data folder when their sources have changed."""

import hashlib
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from .obstacles import Obstacle


def fingerprint():
    """A hash over what collects the files, and the name, size and time of each source."""
    collector = import_module(settings.STORAGES["staticfiles"]["BACKEND"].rpartition(".")[0])
    seen = hashlib.sha256(Path(collector.__file__).read_bytes())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            seen.update(f"{name}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return seen.hexdigest()


class StaticFiles:
    """Collected by a process of its own, beside the migrations, because compression takes a core for ten seconds."""

    def __init__(self):
        self.root = Path(settings.STATIC_ROOT)
        self.mark = self.root / ".fingerprint"
        self.fingerprint = fingerprint()
        self.collecting = None

    def start(self):
        if self.mark.exists() and self.mark.read_text() == self.fingerprint:
            return
        shutil.rmtree(self.root, ignore_errors=True)
        argv = [sys.executable, settings.BASE_DIR / "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        self.collecting = subprocess.Popen(argv, start_new_session=True)  # noqa: S603 - our own command

    def finish(self):
        """Wait until they are there."""
        if self.collecting is None:
            return
        if self.collecting.wait():
            raise Obstacle(
                "Les fichiers statiques n’ont pas pu être rassemblés (voir ci-dessus).",
                "The static files could not be collected (see above).",
            )
        self.mark.write_text(self.fingerprint)

    def stop(self):
        if self.collecting is not None and self.collecting.poll() is None:
            self.collecting.kill()
            self.collecting.wait()
