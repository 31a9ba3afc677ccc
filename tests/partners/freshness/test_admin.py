"""The first page of the admin says what waits, to each what they may do."""

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.freshness.admin import confirmed_in_time
from partners.freshness.reports import report_error
from partners.membership import ask_access
from partners.models import Partner
from portal.accounts.groups import COORDINATOR, DESK, EDITOR, MODERATOR
from tests.factories import make_partner, make_service, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(site):
    partner = make_partner("Zinneke")
    make_partner("Zinneke asbl")
    make_service(partner=partner)
    Partner.objects.filter(pk=partner.pk).update(confirmed_at=timezone.now())
    report_error(partner, words="Fermé", language="fr")
    ask_access(partner, user=make_user("x@demo.test"), words="Bonjour")
    return partner


@pytest.mark.parametrize(
    ("group", "told"),
    [
        (MODERATOR, ["Erreurs signalées à traiter", "Demandes d’accès à décider", "Doublons possibles",
                     "Partenaires sans nouvelles", "Partenaires à revoir", "Services à revoir"]),
        (EDITOR, ["Erreurs signalées à traiter", "Doublons possibles", "Partenaires sans nouvelles",
                  "Partenaires à revoir", "Services à revoir"]),
        (COORDINATOR, []),
    ],
)  # fmt: skip
def test_the_first_page_says_what_waits(client, city, group, told):
    client.force_login(make_user(groups=[group]))
    response = client.get(reverse("wagtailadmin_home"))
    panel = next(each for each in response.context["panels"] if type(each).__name__ == "FreshnessPanel")
    context = panel.get_context_data({"request": response.wsgi_request})
    assert [line["label"] for line in context["waiting"]] == told
    assert (
        "33 % : 1 fiche" in response.content.decode() or "1 fiche confirmée à temps sur 3" in response.content.decode()
    )
    for line in context["waiting"]:
        assert client.get(line["href"]).status_code == 200


def test_the_desk_is_not_told(client, city):
    client.force_login(make_user(groups=[DESK]))
    assert "reste-t-il vrai" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_share_counts_what_the_public_sees(city):
    make_partner("Caché", published=False)
    make_service("Fini", partner=city, status="defunct")
    share, partners, services = confirmed_in_time(timezone.now())
    assert (share.records, share.in_time, share.percent, partners, services) == (3, 1, 33, 1, 1)


def test_the_listing_keeps_what_is_to_be_looked_at(client, city):
    client.force_login(make_user(groups=[EDITOR]))
    listing = client.get(reverse("wagtailsnippets_partners_partner:list"), {"due": "1"})
    assert [str(row) for row in listing.context["object_list"]] == ["Zinneke asbl"]
