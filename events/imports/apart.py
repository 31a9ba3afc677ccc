"""A calendar is read in a process of its own: what eats time or memory there ends there."""

import json
import subprocess
import sys

from django.conf import settings

from .readings import Reading, from_json

WALL_SECONDS = 40


def read_apart(data, *, now):
    """The Reading of a calendar (bytes). One that asked too much is refused as `heavy`."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the calendar is its input only
            [sys.executable, "-I", "-c", _START, str(settings.BASE_DIR), now.isoformat()],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            check=False,
            env={"LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        return Reading(refused="heavy")
    if done.returncode:
        return Reading(refused="heavy")
    try:
        return from_json(done.stdout.decode())
    except (ValueError, KeyError, TypeError, json.JSONDecodeError):
        return Reading(refused="broken")


# Isolated (-I): neither the environment nor the working directory decides what is imported.
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from events.imports.reading import main; main()"
