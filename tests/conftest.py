"""What every test stands on: strict templates, an empty cache, a clock that can be stopped."""

import os
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.template import Node, engines
from django.utils import translation

from . import migrated

OWN_TEMPLATES = str(Path(settings.BASE_DIR) / "templates")


class Undefined(str):
    """Stands for a variable that a template asks for and nobody gave.

    Django asks whether it is true just before using it. A template of the portal fails the test there; for those
    of Wagtail and allauth it is the empty string that they count on.
    """

    __slots__ = ()

    def __bool__(self):
        frame = sys._getframe(1)
        expression = frame.f_locals.get("self")
        while frame is not None and not isinstance(frame.f_locals.get("self"), Node):
            frame = frame.f_back
        origin = getattr(frame.f_locals["self"], "origin", None) if frame else None
        if origin is not None and str(origin.name).startswith(OWN_TEMPLATES):
            name = getattr(expression, "var", expression)
            pytest.fail(f"{Path(origin.name).relative_to(OWN_TEMPLATES)}: “{name}” is undefined")
        return False


@pytest.fixture(autouse=True, scope="session")
def _strict_templates():
    engine = engines["django"].engine
    given, engine.string_if_invalid = engine.string_if_invalid, Undefined()
    yield
    engine.string_if_invalid = given


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """A database in memory starts from the one that another process migrated."""
    creation = connection.creation
    name = creation._get_test_db_name()
    if connection.vendor != "sqlite" or not creation.is_in_memory_db(name):
        yield
        return
    with closing(migrated.copy_to(name)):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            migrated.keep(connection)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _one_window(monkeypatch):
    """Rate limits count by windows of the wall clock: none ends in the middle of a test."""
    now = time.time()
    monkeypatch.setattr("portal.kit.limits.time", SimpleNamespace(time=lambda: now))


@pytest.fixture(autouse=True)
def _language_of_the_portal():
    """A page asked for in another language leaves it active for the rest of the process."""
    translation.deactivate()
    yield
    translation.deactivate()


class Left:
    """Stands for a task of Wagtail's that is not done."""

    @staticmethod
    def enqueue(*_args):
        pass


@pytest.fixture(autouse=True)
def _wagtails_indexes(request, monkeypatch):
    """A fifth of the suite's time went into Wagtail's two indexes, which few tests read: those are marked `indexed`."""
    if not request.node.get_closest_marker("indexed"):
        monkeypatch.setattr("wagtail.signal_handlers.update_reference_index_task", Left)
        monkeypatch.setattr("modelsearch.signal_handlers.insert_or_update_object_task", Left)


@pytest.fixture
def now():
    """Tuesday 2 March 2027, 10:00 in Brussels: the argument of whatever takes `now`."""
    return datetime(2027, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """The clock that Django reads (`timezone.now`, column defaults included), standing still."""

    def __init__(self, moment):
        self.moment = moment

    def go_to(self, moment):
        self.moment = moment

    def advance(self, **delta):
        self.moment += timedelta(**delta)


@pytest.fixture
def clock(monkeypatch, now):
    """Stops Django's clock at `now`; `clock.advance(days=1)` and `clock.go_to(moment)` move it."""
    stopped = Clock(now)

    class Watched(type):
        def __instancecheck__(cls, value):
            return isinstance(value, datetime)

    class StoppedDatetime(metaclass=Watched):
        @staticmethod
        def now(tz=None):
            return stopped.moment.astimezone(tz)

    monkeypatch.setattr("django.utils.timezone.datetime", StoppedDatetime)
    return stopped


@pytest.fixture
def site(db):
    """The site with its page trees in the three languages."""
    from portal.cms.tree import ensure_tree

    return ensure_tree()


def pytest_collection_modifyitems(config, items):
    """Tests that need a browser, Node or minutes run where the environment names them (CI does, and fails without)."""
    needed = {"browser": "MAILLAGE_BROWSER", "icaljs": "MAILLAGE_NODE_MODULES", "patience": "MAILLAGE_PATIENCE"}
    unmet = [mark for mark, variable in needed.items() if not os.environ.get(variable)]
    left = [item for item in items if not any(item.get_closest_marker(mark) for mark in unmet)]
    config.hook.pytest_deselected(items=[item for item in items if item not in left])
    items[:] = left
