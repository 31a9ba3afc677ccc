"""`manage.py import_directory`: staff try a file from the terminal, and apply it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from partners.intake.reading import read
from partners.models import Partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr("partners.intake.running.read_apart", read)
    path = tmp_path / "annuaire.csv"
    path.write_text("Partenaire;Service\nVoisins;Repas\n", encoding="utf-8")
    return path


def said(*words):
    out = StringIO()
    call_command("import_directory", *map(str, words), stdout=out)
    return out.getvalue()


def test_dry_run_prints_and_writes_nothing(file):
    assert "2 nouvelle" in said(file)
    assert not Partner.objects.exists()


def test_apply_writes(file):
    said(file, "--apply")
    assert str(Partner.objects.get()) == "Voisins"


def test_refusals_apply_nothing_and_fail(file):
    file.write_text("Partenaire;E-mail\nVoisins;rien\nAutres;a@exemple.test\n", encoding="utf-8")
    with pytest.raises(CommandError):
        said(file, "--apply")
    assert not Partner.objects.exists()
