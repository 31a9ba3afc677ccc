"""A good file that came with a form which has to be shown again is kept a while: nobody chooses it twice.

It lies in private storage under a name that nobody can guess, and no address hands it out. The form carries a signed
token that is good for one field of one showing of one form; the clock deletes the file within the hour.
"""

import secrets
from datetime import UTC, timedelta
from pathlib import PurePath

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone

from portal.kit.limits import client_address, within

from ..models.participants import private_storage

FOLDER = "kept"
LIFE = 45 * 60  # seconds that a token is good for
SLOT = 5 * 60  # seconds of one folder, and between two sweeps: what is kept is gone within the hour
TOKEN, REMOVE = "_kept", "_remove"  # after the name of the field: its token, and the box that gives the file up
# Of one showing of a form, of one place (a library is one address), and of everybody: beyond these one chooses again.
LIMITS = (("form", 40), ("place", 200), ("all", 1000))
AN_HOUR = 3600
_SALT = "maillage.form.kept"


class KeptFile(File):
    """A file that was kept, known by its token; opened when it is read, and again after it was closed."""

    def __init__(self, path, name, token):
        self.path, self.token, self._file = path, token, None
        super().__init__(None, name)

    @property
    def file(self):
        if self._file is None or self._file.closed:
            self._file = private_storage().open(self.path, "rb")
        return self._file

    @file.setter
    def file(self, file):
        self._file = file

    def close(self):
        if self._file is not None:
            self._file.close()

    def __bool__(self):
        return True


def keep(upload, *, scope):
    """Keep an upload whose size and kind were checked; returns the KeptFile. scope: which field of which form."""
    name = PurePath(upload.name).name[:120]
    slot = int(timezone.now().timestamp()) // SLOT
    wanted = f"{FOLDER}/{slot}/{secrets.token_hex(16)}{PurePath(name).suffix.lower()[:6]}"
    upload.seek(0)
    path = private_storage().save(wanted, File(upload))  # File: else the upload itself would be moved away
    upload.seek(0)
    return KeptFile(path, name, signing.dumps([path, name], salt=f"{_SALT}:{scope}"))


def find(token, *, scope):
    """The KeptFile of a token, or None: too old, altered and somebody else's look the same."""
    try:
        path, name = signing.loads(token, salt=f"{_SALT}:{scope}", max_age=LIFE)
    except signing.BadSignature:
        return None
    return KeptFile(path, name, token) if private_storage().exists(path) else None


class KeepsFiles:
    """Mixed into a Form whose files are kept when it is shown again."""

    sent = sent_files = None  # what an unbound form shows again: a row was added, nothing was checked

    def kept_scope(self):
        """A text that only this showing of this form has."""
        raise NotImplementedError

    def scope_of(self, name):
        return f"{self.kept_scope()}:{name}"

    def given_up(self, name):
        """Whether the box under a file is ticked that takes it away."""
        return bool((self.data if self.is_bound else self.sent or {}).get(f"{name}{REMOVE}"))

    def keep_sent(self, request):
        """Keep the good files, so that the fields of the form shown again say what is kept; returns the form."""
        sent = self.data if self.is_bound else self.sent
        names = [name for name, field in self.fields.items() if hasattr(field.widget, "kept")] if sent else ()
        for name in names:
            widget = self.fields[name].widget
            widget.scope = self.scope_of(name)
            file, earlier = self._good_file(name), find(sent.get(f"{name}{TOKEN}", ""), scope=widget.scope)
            if file is None and earlier and name in self.errors and not self.given_up(name):
                file = earlier  # the other one, which was to replace it, is refused
            elif file is not None and not isinstance(file, KeptFile):
                file = keep(file, scope=widget.scope) if self._may_keep(request) else None
            if earlier and (file is None or file.path != earlier.path):
                private_storage().delete(earlier.path)
            widget.kept = file
        return self

    def _good_file(self, name):
        if self.is_bound:
            return self.cleaned_data.get(name)
        field = self.fields[name]
        value = field.widget.value_from_datadict(self.sent, self.sent_files, name)
        try:
            return field.clean(value) if value else None
        except ValidationError as error:
            self.errors[name] = self.error_class(error.messages)
            return None

    def _may_keep(self, request):
        whom = {"form": self.kept_scope(), "place": client_address(request), "all": ""}
        return all(within(f"keep-{what}", whom[what], limit=limit, seconds=AN_HOUR) for what, limit in LIMITS)


def forget_kept(*, now=None):
    """Delete what was kept for longer than a token lives; returns how many files. Runs every few minutes."""
    until = int(((now or timezone.now()) - timedelta(seconds=LIFE)).astimezone(UTC).timestamp()) // SLOT
    storage, gone = private_storage(), 0
    for slot in _folders(storage):
        if not slot.isdecimal() or int(slot) >= until:
            continue
        for name in storage.listdir(f"{FOLDER}/{slot}")[1]:
            storage.delete(f"{FOLDER}/{slot}/{name}")
            gone += 1
        storage.delete(f"{FOLDER}/{slot}")  # a folder of a disk; of a bucket nothing is left
    return gone


def _folders(storage):
    try:
        return storage.listdir(FOLDER)[0]
    except FileNotFoundError:  # nothing was ever kept
        return []
