"""A file is read in a process of its own: what eats time or memory there ends there."""

import json

from portal.kit.apart import run_apart, start

from .reading import MAX_OCTETS, Rows

_START = start("partners.intake.reading")


def read_apart(data, name):
    """The Rows of a file (bytes). One that asked too much is refused as `heavy`."""
    if len(data) > MAX_OCTETS:
        return Rows(refused="large")
    written = run_apart(_START, data, name[-40:].encode("ascii", "replace").decode())
    if written is None:
        return Rows(refused="heavy")
    try:
        return Rows(**json.loads(written))
    except (ValueError, TypeError):
        return Rows(refused="broken")
