"""Reading in a process of its own: what eats time or memory there ends there."""

import subprocess
import sys

import pytest
from django.conf import settings

from events.imports import apart
from events.imports.apart import read_apart
from events.imports.reading import read

from .calendars import NOW, calendar, vevent, weekly


def test_read_apart_is_what_is_read_here():
    data = calendar(vevent(), weekly(), vevent("p", **{"class": "PRIVATE"}))
    assert read_apart(data, now=NOW) == read(data, now=NOW)


def test_reading_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(apart, "WALL_SECONDS", 0.01)
    assert read_apart(calendar(vevent()), now=NOW).refused == "heavy"


@pytest.mark.parametrize("program", ["import sys; sys.exit(3)", "import os; os.kill(os.getpid(), 9)"])
def test_reading_that_dies_is_refused(monkeypatch, program):
    monkeypatch.setattr(apart, "_START", program)
    assert read_apart(calendar(vevent()), now=NOW).refused == "heavy"


def test_answer_that_makes_no_sense_is_refused(monkeypatch):
    monkeypatch.setattr(apart, "_START", "print('nonsense')")
    assert read_apart(calendar(vevent()), now=NOW).refused == "broken"


def test_rule_bombs_end_within_their_limits(monkeypatch):
    """Many series that each cost seconds: the process is ended by its limit of the processor's time."""
    small = "from events.imports import reading; reading.CPU_SECONDS = 3; reading.main()"
    monkeypatch.setattr(apart, "_START", f"import sys; sys.path.insert(0, sys.argv.pop(1)); {small}")
    rule = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    bombs = [vevent(f"{n}@x", start="19910101T100000", end="19910101T110000", lines=[rule]) for n in range(20)]
    assert read_apart(calendar(*bombs), now=NOW).refused == "heavy"


def test_reading_knows_no_django():
    """So that it starts at once, and sees neither settings nor database."""
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import events.imports.reading; print('django' in sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-I", "-c", program, str(settings.BASE_DIR)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
