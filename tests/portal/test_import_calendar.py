"""`manage.py import_calendar`: staff read a partner's calendar from the terminal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from events.editing.moderation import ensure_moderation
from events.imports.reading import read
from events.models import CalendarSource, Event
from tests.events.imports.calendars import calendar, vevent
from tests.factories import make_partner, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(monkeypatch, clock):
    monkeypatch.setattr("events.imports.adding.read_apart", read)
    monkeypatch.setattr("events.imports.running.read_apart", read)
    ensure_moderation()
    return make_partner("Maison Querelle", place=make_place())


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "agenda.ics"
    path.write_bytes(calendar(vevent(), vevent("p", **{"class": "PRIVATE"})))
    return str(path)


def said(*words):
    out = StringIO()
    call_command("import_calendar", *words, stdout=out)
    return out.getvalue().replace("\xa0", " ")


def test_file_is_imported_and_reported(partner, file):
    report = said(partner.slug, file)
    assert "1 nouvelle" in report
    assert "Marquée privée" in report
    assert Event.objects.count() == 1


def test_dry_run_changes_nothing(partner, file):
    report = said(partner.slug, file, "--dry-run")
    assert report.startswith("1 activité à venir, 1 date")
    assert (Event.objects.count(), CalendarSource.objects.count()) == (0, 0)


@pytest.mark.parametrize("where", ["nowhere.ics", "ftp://example.test/a.ics"])
def test_what_cannot_be_read_is_said(partner, where):
    with pytest.raises(CommandError):
        said(partner.slug, where)
    assert CalendarSource.objects.count() == 0


def test_unknown_partner_is_said(partner, file):
    with pytest.raises(CommandError):
        said("nobody", file)
