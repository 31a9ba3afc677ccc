"""Signed links open one row each, and only with its present key."""

import base64
import uuid
from types import SimpleNamespace

import pytest
from django.utils.crypto import salted_hmac

from portal.kit.links import LETTERS, link_token, new_link_key, row_for_token, spaced


class Rows:
    """A queryset of one row."""

    def __init__(self, row):
        self.row = row

    def filter(self, **wanted):
        return self if wanted.items() <= vars(self.row).items() else Rows(SimpleNamespace(uuid=None))

    def first(self):
        return self.row if self.row.uuid else None


@pytest.fixture
def row():
    return SimpleNamespace(pk=184_233, uuid=uuid.uuid4(), link_key=new_link_key())


def first_version(row, purpose):
    """A token as letters carried it before they became shorter."""
    message = f"{row.uuid.hex}:{row.link_key}"
    mac = salted_hmac(f"maillage.link.{purpose}", message, algorithm="sha256").digest()[:20]
    return base64.urlsafe_b64encode(row.uuid.bytes + mac).decode()


def test_a_token_opens_its_row(row):
    assert row_for_token(link_token(row, purpose="a"), Rows(row), purpose="a") is row


def test_a_token_of_another_purpose_opens_nothing(row):
    assert row_for_token(link_token(row, purpose="a"), Rows(row), purpose="b") is None


def test_a_new_key_ends_the_links_made_before(row):
    token = link_token(row, purpose="a")
    row.link_key = new_link_key()
    assert row_for_token(token, Rows(row), purpose="a") is None


@pytest.mark.parametrize("position", [0, 10, 21, 25, 26, 29])
def test_a_token_changed_anywhere_opens_nothing(row, position):
    token = link_token(row, purpose="a")
    changed = token[:position] + ("a" if token[position] != "a" else "b") + token[position + 1 :]
    assert row_for_token(changed, Rows(row), purpose="a") is None


def test_a_token_is_short_and_can_be_typed_from_paper(row):
    token = link_token(row, purpose="a")
    assert len(token) == 30
    assert set(token) <= set(LETTERS)
    assert not set("01ilo") & set(LETTERS)
    paper = spaced(token)
    assert [len(group) for group in paper.split("-")] == [5, 5, 5, 5, 5, 5]
    assert row_for_token(paper.upper(), Rows(row), purpose="a") is row


@pytest.mark.parametrize("pk", [1, 30, 31, 961, 26_439_622_160_670])
def test_any_id_is_found_again(row, pk):
    row.pk = pk
    assert row_for_token(link_token(row, purpose="a"), Rows(row), purpose="a") is row


def test_an_id_that_another_row_takes_over_opens_nothing(row):
    token = link_token(row, purpose="a")
    row.uuid = uuid.uuid4()
    assert row_for_token(token, Rows(row), purpose="a") is None


def test_a_link_of_the_first_version_still_opens_its_row_until_the_key_changes(row):
    token = first_version(row, "a")
    assert row_for_token(token, Rows(row), purpose="a") is row
    assert row_for_token(token, Rows(row), purpose="b") is None
    assert row_for_token(token[:30] + ("A" if token[30] != "A" else "B") + token[31:], Rows(row), purpose="a") is None
    row.link_key = new_link_key()
    assert row_for_token(token, Rows(row), purpose="a") is None


@pytest.mark.parametrize(
    "token", ["", "a", "é" * 48, "=" * 48, "A" * 5000, "../../etc", "\x00" * 48, "2" * 26, "z" * 35, "-" * 48, "İ" * 28]
)
def test_nonsense_opens_nothing(row, token):
    assert row_for_token(token, Rows(row), purpose="a") is None
