"""Logs say what happened, not to whom."""

import logging
import re

# What opens a page by itself: managing links, papers, an employer's link, somebody's own calendar, in every language.
TOKEN = re.compile(
    r"/(inscription|inschrijving|registration|validation|goedkeuring|approval|attestation|attest|certificate"
    r"|calendrier)/[\w-]{40,}"
)
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


class Discreet(logging.Formatter):
    """A formatter that masks signed links and e-mail addresses, in tracebacks too."""

    def format(self, record):
        line = TOKEN.sub(r"/\1/…", super().format(record))
        return ADDRESS.sub("…@…", line)
