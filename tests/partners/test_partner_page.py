"""The page of a partner: what it says of hours, services, sites, contacts; what it never tells."""

import json
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO

import pytest

from partners.models import (
    Contact,
    EnrolmentChannel,
    OpeningRule,
    Partner,
    PartnerPicture,
    Presence,
    Service,
    TemporaryChange,
)
from partners.partner_page import partner_context
from partners.record import load_record
from partners.structured_data import partner_data
from portal.demo.pictures import make_image
from portal.kit.texts import Line
from tests.factories import make_event, make_partner, make_place, make_service, publish_event

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)  # ten o'clock in Brussels


def context(partner, *, now=TUESDAY, language="fr"):
    found = Partner.objects.with_places().get(pk=partner.pk)
    return partner_context(load_record(found), language, now=now)


def weekday_hours(**owner):
    return OpeningRule.objects.create(days=[0, 1, 2, 3, 4], opens=time(9), closes=time(17), **owner)


def plain(text):
    return str(text).replace("\xa0", " ")


def test_it_says_whether_it_is_open_and_the_week_that_comes():
    partner = make_partner(place=make_place())
    weekday_hours(partner=partner)
    hours = context(partner)["hours"]
    assert plain(hours["status"].sentence) == "Ouvert jusqu’à 17 h"
    assert [day.name for day in hours["days"]][:2] == ["mardi", "mercredi"]
    assert context(make_partner("Autre"))["hours"] is None


def test_what_is_said_of_some_hours_stands_beside_them(client):
    partner = make_partner(place=make_place())
    OpeningRule.objects.create(
        partner=partner, days=[1], opens=time(9), closes=time(12), note_fr="Sonnez à la porte <bleue>."
    )
    weekday_hours(partner=partner)
    today = context(partner, language="nl")["hours"]["days"][0]
    assert [(plain(span.words)[:1], span.note) for span in today.hours] == [
        ("9", Line("Sonnez à la porte <bleue>.", "fr")),
        ("9", Line("")),
    ]
    page = client.get(f"/nl/gids/{partner.slug}/").content.decode()
    assert 'lang="fr">Sonnez à la porte &lt;bleue&gt;.</p>' in page


def test_a_temporary_notice_stands_on_top_in_the_readers_language():
    partner = make_partner()
    TemporaryChange.objects.create(
        partner=partner,
        effect="notice",
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 1, 8),
        text_fr="Panne",
        text_nl="Defect",
    )
    assert [line.text for line in context(partner, language="nl")["notices"]] == ["Defect"]
    assert context(partner, now=datetime(2027, 1, 9, 12, tzinfo=UTC))["notices"] == []
    TemporaryChange.objects.create(
        partner=partner, starts_on=date(2027, 2, 1), shown_from=date(2027, 1, 9), text_fr="Formation."
    )
    (line,) = context(partner, now=datetime(2027, 1, 9, 12, tzinfo=UTC))["notices"]
    assert (plain(line), line.lang) == ("Le lundi 1er février : Formation.", "")


def test_a_service_says_who_what_to_bring_price_and_how():
    text = {"name": "Permanence", "documents": "- Carte d’identité\n- Facture", "eligibility": "Le quartier."}
    service = make_service(
        texts={"fr": text},
        audiences=["familles"],
        minimum_age=18,
        is_free=False,
        fee=Decimal("4.50"),
        appointment="required",
        channels=["phone"],
        phone="+3225550101",
    )
    weekday_hours(partner=service.partner)
    (block,) = context(service.partner)["services"]
    facts = {each["label"]: [plain(line) for line in each["lines"]] for each in block["facts"]}
    assert facts == {
        "Pour qui": ["Familles", "À partir de 18 ans", "Le quartier."],
        "Comment faire": ["Sur rendez-vous", "Par téléphone"],
        "À apporter": ["Carte d’identité", "Facture"],
        "Prix": ["4,50 €"],
        "Langues parlées": ["Français, néerlandais"],
        "Téléphone": [],
    }
    assert plain(block["status"].sentence) == "Ouvert jusqu’à 17 h"
    assert block["days"] == []


def test_services_in_preparation_or_ended_are_not_shown():
    partner = make_partner()
    for status in ("active", "temporarily closed", "inactive", "defunct"):
        make_service(status, partner=partner, status=status)
    shown = context(partner)["services"]
    assert [block["name"] for block in shown] == ["active", "temporarily closed"]
    assert (shown[0]["paused"], shown[1]["paused"]) == ("", "Ce service est interrompu pour le moment.")
    assert [row.status for row in Service.objects.shown().order_by("status")] == ["active", "temporarily closed"]


def test_a_site_has_its_own_hours():
    partner = make_partner(place=make_place("Siège"))
    antenna = make_place("Antenne", features={"entree": "yes"})
    Presence.objects.create(partner=partner, place=antenna)
    weekday_hours(partner=partner)
    OpeningRule.objects.create(partner=partner, place=antenna, days=[5], opens=time(10), closes=time(12))
    (site,) = context(partner)["sites"]
    assert plain(site["hours"]["status"].sentence) == "Ouvre samedi à 10 h"
    assert site["access"]["items"][0]["value"] == "yes"


def test_a_confidential_site_and_an_internal_contact_are_told_to_nobody(client):
    partner = make_partner("Femmes")
    secret = make_place("La maison-abri", street="rue Cachée 1", confidential=True)
    service = make_service("Mise à l’abri", partner=partner)
    for owner in ({"partner": partner}, {"service": service}):
        Presence.objects.create(place=secret, **owner)
    Contact.objects.create(partner=partner, phone="+32470000001", role_fr="Gardienne", public=False)
    Contact.objects.create(partner=partner, phone="+3225550199", role_fr="Accueil")
    page = client.get(f"/fr/annuaire/{partner.slug}/").content.decode()
    card = client.get(f"/fr/annuaire/{partner.slug}.vcf").content.decode()
    for words in ("maison-abri", "Cachée", "50.837", "+32470000001", "0470 00", "Gardienne"):
        assert words not in page, words
        assert words not in card, words
    assert "L’adresse n’est pas publiée." in page
    assert "tel:+3225550199" in page
    assert "tel:+3225550199" in card


def test_a_creche_says_its_places_and_where_one_enrols():
    channel = EnrolmentChannel.objects.create(
        slug="loket", name_fr="Guichet central", name_nl="Centraal loket", url="https://loket.example/"
    )
    partner = make_partner(
        kind="creche",
        months_from=3,
        months_to=36,
        baby_places=10,
        toddler_places=18,
        full_time=True,
        supervising_body="opgroeien",
        language_role="nl",
        enrolment_channel=channel,
    )
    found = context(partner)["kind_facts"]
    assert [(label, plain(line)) for label, line in found["facts"]] == [
        ("Âges", "de 3 mois à 3 ans"),
        ("Places", "10 (bébés), 18 (moyens et grands)"),
        ("Temps d’accueil", "temps plein"),
        ("Organisme de tutelle", "Opgroeien"),
        ("Rôle linguistique", "néerlandophone"),
    ]
    assert (found["channel"]["name"].text, found["channel"]["href"]) == ("Guichet central", "https://loket.example/")
    assert context(make_partner("Une asbl"))["kind_facts"] is None


def test_it_says_when_it_was_last_confirmed():
    partner = make_partner(confirmed_at=datetime(2026, 11, 2, 9, tzinfo=UTC))
    assert plain(context(partner)["confirmed"]) == "Ces informations ont été confirmées le lundi 2 novembre 2026."
    assert context(make_partner("Autre"))["confirmed"] == ""


def grow(partner, number):
    """One more of everything that a partner’s page shows."""
    place = make_place(f"Lieu {number}", features={"entree": "yes"})
    service = make_service(f"Service {number}", partner=partner)
    for owner in ({"partner": partner}, {"service": service}):
        OpeningRule.objects.create(days=[0], opens=time(number), closes=time(number + 1), **owner)
        TemporaryChange.objects.create(effect="closed", starts_on=date(2027, 1, number), text_fr="Congé", **owner)
        Presence.objects.create(place=place, **owner)
        Contact.objects.create(phone="+3225550199", role_fr=f"Contact {number}", **owner)
    PartnerPicture.objects.create(partner=partner, image=make_image("parc-soir", number, title=f"Photo {number}"))
    publish_event(make_event(organiser=partner, place=place))


@pytest.fixture
def media(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    # Wagtail leaves the file of each rendition that it makes to the garbage collector, which warns.
    monkeypatch.setattr("wagtail.images.models.SpooledTemporaryFile", lambda **kwargs: BytesIO())


def test_many_parts_cost_no_more_queries_than_one(client, media, django_assert_max_num_queries):
    partner = make_partner("Querelle", place=make_place())
    counts = []
    for number in (1, 2, 3):
        grow(partner, number)
        client.get("/fr/annuaire/querelle/")
        with django_assert_max_num_queries(12) as captured:
            page = client.get("/fr/annuaire/querelle/").content.decode()
        counts.append(len(captured))
        assert f"Service {number}" in page
        assert f"Contact {number}" in page
    assert counts[0] == counts[-1]


def test_the_record_reads_its_rows_back_as_they_are(media):
    partner = make_partner(place=make_place())
    grow(partner, 1)
    record = load_record(Partner.objects.with_places().get(pk=partner.pk))
    (service,) = record.services
    stored = Service.objects.get()
    for field in Service._meta.concrete_fields:
        assert getattr(service, field.attname) == getattr(stored, field.attname), field.name
    (rule,) = record.partner.hours.all()
    assert (rule.days, rule.opens, rule.uuid) == ([0], time(1), partner.hours.get().uuid)


def test_hours_are_said_to_search_engines(client):
    partner = make_partner(kind="creche", place=make_place(), enterprise_number="0123456749")
    weekday_hours(partner=partner)
    TemporaryChange.objects.create(partner=partner, starts_on=date(2027, 1, 7), ends_on=date(2027, 1, 8))
    data = partner_data(partner, "fr", url="https://a.example/", today=date(2026, 12, 28))
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert data["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"https://schema.org/{day}" for day in days],
            "opens": "09:00",
            "closes": "17:00",
        }
    ]
    special = [
        (each["validFrom"], each["validThrough"], each["opens"]) for each in data["specialOpeningHoursSpecification"]
    ]
    assert special == [
        ("2027-01-07", "2027-01-08", "00:00"),
        ("2027-01-01", "2027-01-01", "00:00"),
    ]
    assert data["identifier"]["value"] == "0123456749"
    page = client.get(f"/fr/annuaire/{partner.slug}/").content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.S)
    assert json.loads(found)["openingHoursSpecification"] == data["openingHoursSpecification"]
