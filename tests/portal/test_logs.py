"""Logs say what happened, not to whom."""

import logging
import sys

from portal.logs import Discreet


def test_links_and_addresses_are_masked_in_tracebacks_too():
    try:
        raise ValueError("agent@exemple.test /nl/inschrijving/" + "a" * 48 + "/")
    except ValueError:
        record = logging.LogRecord("x", 30, "f", 1, "POST /fr/inscription/%s/", ("B" * 48,), sys.exc_info())
    line = Discreet("%(message)s").format(record)
    assert "POST /fr/inscription/…/" in line
    assert "agent" not in line
    assert "a" * 48 not in line


def test_addresses_that_open_something_are_masked_in_every_language():
    secret = "Z" * 43
    for word in ("calendrier", "validation", "goedkeuring", "approval", "attestation", "attest", "certificate"):
        record = logging.LogRecord("x", 30, "f", 1, f"GET /fr/{word}/{secret}.ics", (), None)
        assert secret not in Discreet("%(message)s").format(record)
