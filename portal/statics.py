"""Static files as the portal serves them: hashed, compressed, and one stylesheet instead of thirty.

static/css/site.css imports a file per component, which a browser would ask for one by one once it has read it; they
are put together when the files are collected, and stay apart for whoever writes them.
"""

import posixpath
import re
from importlib.util import find_spec
from pathlib import Path

from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/site.css"
# Of the package that brings Leaflet, what the map uses; its editing tools stay where they are.
LEAFLET = re.compile(r"leaflet\.(js|js\.map|css)|images/(layers|marker)[\w-]*\.png")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# `@import url("file") layer(name) media;`: the only form that this portal writes (CSS Cascade 5, §2).
IMPORT = re.compile(r"""@import\s+url\("(?P<url>[^"]+)"\)\s+layer\((?P<layer>[\w.-]+)\)\s*(?P<media>[^;]*);""")
URL = re.compile(r"""url\((?P<quote>["']?)(?P<url>[^"')]+)(?P=quote)\)""")
ELSEWHERE = re.compile(r"[a-z]+:|/|#", re.IGNORECASE)


def flatten(name, read):
    """The style sheet `name` with each @import replaced by what it imports, in its layer and under its condition.

    read: gives the text of a sheet by its name (a path). Raises ValueError for an @import of another form, or in a
    sheet that is itself imported.
    """

    def imported(match):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), match["url"]))
        text = f"@layer {match['layer']} {{\n{_from_afar(read(target), target, name).strip()}\n}}"
        return f"@media {match['media'].strip()} {{\n{text}\n}}" if match["media"] else text

    text = IMPORT.sub(imported, read(name))
    if "@import" in COMMENT.sub("", text).lower():
        raise ValueError(f'{name}: an @import that is not `@import url("file") layer(name) media;`')
    return text


def _from_afar(text, name, reader):
    """The text of the sheet `name` with its relative addresses as they read from the sheet `reader`."""

    def moved(match):
        if ELSEWHERE.match(match["url"]):
            return match[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), match["url"]))
        return f'url("{posixpath.relpath(target, posixpath.dirname(reader))}")'

    return URL.sub(moved, text)


class LeafletFinder(FileSystemFinder):
    """Finds Leaflet under `leaflet/`, without the package being an application."""

    def __init__(self, app_names=None, *args, **kwargs):
        super().__init__(app_names, *args, **kwargs)
        package = find_spec("leaflet")  # not imported: it would ask for settings that it does not need here
        places = package.submodule_search_locations if package else ()
        folders = [Path(place) / "static" / "leaflet" for place in places]
        self.locations = [("leaflet", str(folder)) for folder in folders]
        self.storages = {}
        for prefix, folder in self.locations:
            self.storages[folder] = FileSystemStorage(location=folder)
            self.storages[folder].prefix = prefix

    def check(self, **kwargs):
        return []

    def list(self, ignore_patterns):
        return [(path, storage) for path, storage in super().list(ignore_patterns) if LEAFLET.fullmatch(path)]


class OneSheetStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with SHEET made whole before it is hashed and compressed.

    The sheet without a hash in its name is whole too: the static error pages name that one.
    """

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run and SHEET in paths:
            whole = flatten(SHEET, lambda name: _source(paths, name))
            self.delete(SHEET)
            self._save(SHEET, ContentFile(whole.encode()))
            paths = paths | {SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run=dry_run, **options)


def _source(paths, name):
    if name not in paths:
        raise ValueError(f"{SHEET}: {name} is not among the static files")
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
