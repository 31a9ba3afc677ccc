"""A city with everything that can be exported, and files of it read in this process."""

import json

import pytest

from partners.intake.reading import read
from partners.intake.running import try_file
from tests.partners.hsds.conftest import city  # noqa: F401 - the same partner comes out and back in


@pytest.fixture(autouse=True)
def _read_here(monkeypatch):
    monkeypatch.setattr("partners.intake.running.read_apart", read)


def tried(data, name="annuaire.json", **facts):
    """The DirectoryImport of bytes, or of what is written as JSON."""
    return try_file(data if isinstance(data, bytes) else json.dumps(data).encode(), name=name, **facts)


def outcomes(found):
    """{title: outcome}"""
    return {line.title: line.outcome for line in found.lines.all()}


def said(found):
    """[(field, sentence)] of every line."""
    return [(each["field"], each["sentence"]) for line in found.lines.all() for each in line.said]


def changes(found):
    """{field: (before, after)} of every line."""
    return {each["field"]: (each["before"], each["after"]) for line in found.lines.all() for each in line.changes}
