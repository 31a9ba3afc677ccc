"""What apps keep of the person behind an account: each says, in its AppConfig.ready, how it is exported and erased.

The page that ends an account, or hands out its data, stands in an app that does not know all others.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Belongings:
    """erase(user, now=): takes the person out. export(user, language): {label: plain values}."""

    erase: Callable
    export: Callable


_registered = {}


def register(name, belongings):
    """Under the name of the app; again, it replaces itself."""
    _registered[name] = belongings


def erase_all(user, *, now):
    for each in _registered.values():
        each.erase(user, now=now)


def export_all(user, language):
    """The exports of all apps, together."""
    found = {}
    for each in _registered.values():
        found |= each.export(user, language)
    return found
