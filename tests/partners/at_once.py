"""Calls that begin at the same moment, each with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import IntegrityError, connections

from portal.kit.refusal import Refusal


def together(*calls):
    """What each call returned, or why it was refused; they begin at the same moment."""
    begin = Barrier(len(calls))

    def run(call):
        try:
            begin.wait(20)
            return call()
        except (Refusal, IntegrityError) as no:
            return no
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
