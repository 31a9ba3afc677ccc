"""What the directory hands out comes back in and changes nothing."""

from datetime import time

import pytest

from partners.models import OpeningRule, Partner, Place, Service
from tests.factories import make_partner, make_place, make_service, make_theme

from .conftest import changes, outcomes, said, tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "clock")]

HSDS = [
    "/hsds/organizations?full=true",
    "/hsds/organizations?full=true&full_service=true&format=ndjson",
    "/hsds/organizations",
    "/hsds/services?full=true&format=ndjson",
    "/hsds/services",
    "/hsds/services?minimal=true",
    "/hsds/service_at_locations?full=true",
    "/hsds/services?full=true&lang=nl",
    "/hsds/organizations?full=true&full_service=true&lang=en",
]
SHEETS = ["/fr/annuaire.csv", "/fr/annuaire.xlsx", "/nl/gids.csv", "/en/directory.xlsx"]


@pytest.fixture(autouse=True)
def _more():
    """A crèche that nobody else resembles, a partner without anything, one with a number among its contacts only."""
    theme = make_theme("Jeux, sport", slug="jeux")
    partner = make_partner("Les Oursons – annexe", kind="creche", place=make_place("Sans rue", street="", street_nl=""))
    partner.themes.add(theme)
    partner.save()
    OpeningRule.objects.create(partner=partner, days=[0], opens=time(7), closes=time(18, 30))
    partner.contacts.create(phone="+3225550177", role_fr="Accueil")
    make_partner("Voisins", languages=[])
    make_service("=SOMME(A1)", partner=partner, phone="+33142685300", is_free=False, languages=["ar"])


def file_of(client, path):
    return client.get(path).getvalue()


@pytest.mark.parametrize("path", HSDS)
def test_hsds_comes_back_unchanged(client, path):
    found = tried(file_of(client, path), name="hsds.json")
    assert changes(found) == {}
    assert set(outcomes(found).values()) == {"unchanged"}, outcomes(found)


@pytest.mark.parametrize("path", SHEETS)
def test_table_comes_back_unchanged(client, path):
    found = tried(file_of(client, path), name=path.rpartition("/")[2])
    assert changes(found) == {}
    assert set(outcomes(found).values()) == {"unchanged"}, outcomes(found)
    assert said(found) == []


def test_confidential_address_stays_out_of_every_line(client):
    Place.objects.filter(street__startswith="place").update(confidential=True)
    found = tried(file_of(client, "/hsds/organizations?full=true&full_service=true&format=ndjson"))
    assert "place du Jeu" not in str(list(found.lines.values()))


@pytest.mark.parametrize("path", ["/hsds/organizations?full=true&full_service=true", "/fr/annuaire.csv"])
def test_file_makes_the_same_directory_elsewhere(client, path):
    from partners.intake.running import apply

    data = file_of(client, path)
    Service.objects.all().delete()
    Partner.objects.all().delete()
    found = tried(data, name="fichier")
    assert "refused" not in outcomes(found).values(), said(found)
    assert apply(found, publish=True)
    assert changes(tried(data, name="fichier")) == {}
