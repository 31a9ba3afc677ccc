"""A calendar is read in a process of its own: what eats time or memory there ends there."""

import json

from portal.kit.apart import WALL_SECONDS, run_apart, start

from .readings import Reading, from_json

_START = start("events.imports.reading")


def read_apart(data, *, now):
    """The Reading of a calendar (bytes). One that asked too much is refused as `heavy`."""
    written = run_apart(_START, data, now.isoformat(), seconds=WALL_SECONDS)
    if written is None:
        return Reading(refused="heavy")
    try:
        return from_json(written.decode())
    except (ValueError, KeyError, TypeError, json.JSONDecodeError):
        return Reading(refused="broken")
