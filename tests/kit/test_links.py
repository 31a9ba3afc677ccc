"""Signed links open one row each, and only with its present key."""

import uuid
from types import SimpleNamespace

import pytest

from portal.kit.links import link_token, new_link_key, row_for_token


class Rows:
    """A queryset of one row."""

    def __init__(self, row):
        self.row = row

    def filter(self, uuid):
        return self if uuid == self.row.uuid else Rows(SimpleNamespace(uuid=None))

    def first(self):
        return self.row if self.row.uuid else None


@pytest.fixture
def row():
    return SimpleNamespace(uuid=uuid.uuid4(), link_key=new_link_key())


def test_a_token_opens_its_row(row):
    assert row_for_token(link_token(row, purpose="a"), Rows(row), purpose="a") is row


def test_a_token_of_another_purpose_opens_nothing(row):
    assert row_for_token(link_token(row, purpose="a"), Rows(row), purpose="b") is None


def test_a_new_key_ends_the_links_made_before(row):
    token = link_token(row, purpose="a")
    row.link_key = new_link_key()
    assert row_for_token(token, Rows(row), purpose="a") is None


@pytest.mark.parametrize("position", [0, 10, 21, 22, 30, 47])
def test_a_token_changed_anywhere_opens_nothing(row, position):
    token = link_token(row, purpose="a")
    changed = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]
    assert row_for_token(changed, Rows(row), purpose="a") is None


@pytest.mark.parametrize("token", ["", "a", "é" * 48, "=" * 48, "A" * 5000, "../../etc", "\x00" * 48])
def test_nonsense_opens_nothing(row, token):
    assert row_for_token(token, Rows(row), purpose="a") is None
