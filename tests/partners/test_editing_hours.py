"""Partners and services in the admin: hours, numbers and places are checked at their field."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.models import Contact, OpeningRule, Partner, Presence, Service, TemporaryChange
from portal.accounts.groups import MODERATOR
from tests.events.editing.filled import words
from tests.factories import make_partner, make_place, make_service, make_user
from tests.partners.test_editing import EMPTY, address, rows

pytestmark = pytest.mark.django_db

MORNING = {"days": ["0", "1", "2"], "opens": "09:00", "closes": "12:00", "every": "1"}
AFTERNOON = {"days": ["0", "2"], "opens": "13:30", "closes": "17:00", "every": "1", "attending": "appointment"}
LATE_MORNING = {"days": ["2", "3"], "opens": "11:00", "closes": "14:00", "every": "1"}


@pytest.fixture(autouse=True)
def moderator(client):
    client.force_login(make_user(groups=[MODERATOR]))


def partner_data(**given):
    return {
        "kind": "association",
        "review_months": "6",
        "published": "on",
        **rows("texts", {"language": "fr", "name": "Les Ateliers"}),
        **EMPTY,
        **given,
    }


def service_data(partner, **given):
    data = partner_data(partner=partner.pk, status="active", is_free="on") | rows("receptions") | given
    return {name: value for name, value in data.items() if not name.startswith("pictures")}


def errors(response, prefix):
    """{row number: {field: [sentence]}} of one list."""
    assert response.status_code == 200, response.headers
    formset = response.context["form"].formsets[prefix]
    return {number: dict(form.errors) for number, form in enumerate(formset.forms) if form.errors}


def test_a_partner_keeps_its_hours_changes_contacts_and_number(client):
    data = partner_data(
        enterprise_number="BE 0123.456.749",
        closed_on_holidays="on",
        **rows("hours", MORNING, AFTERNOON),
        **rows(
            "changes",
            {"effect": "closed", "starts_on": "2026-12-24", "ends_on": "2027-01-03", "text_fr": "Congé annuel"},
            {"effect": "hours", "starts_on": "2027-01-04", "opens": "10:00", "closes": "12:00"},
        ),
        **rows("contacts", {"role_fr": "Accueil", "phone": "02 555 01 02", "kind": "voice", "public": "on"}),
    )
    response = client.post(address("partner", "add"), data)
    assert response.status_code == 302, words(response)
    partner = Partner.objects.get()
    assert (partner.enterprise_number, partner.closed_on_holidays) == ("0123456749", True)
    assert list(OpeningRule.objects.values_list("partner", "days", "opens", "closes", "attending")) == [
        (partner.pk, [0, 1, 2], time(9), time(12), ""),
        (partner.pk, [0, 2], time(13, 30), time(17), "appointment"),
    ]
    assert list(TemporaryChange.objects.values_list("effect", "starts_on", "ends_on", "opens")) == [
        ("closed", date(2026, 12, 24), date(2027, 1, 3), None),
        ("hours", date(2027, 1, 4), None, time(10)),
    ]
    assert Contact.objects.get().phone == "+3225550102"


def test_hours_that_overlap_are_said_at_the_field(client):
    response = client.post(address("partner", "add"), partner_data(**rows("hours", MORNING, LATE_MORNING)))
    said = "Ces heures en recouvrent d’autres\u00a0: 9\u00a0h – 12\u00a0h."
    assert errors(response, "hours") == {1: {"opens": [said]}}
    assert said in response.content.decode()
    assert not Partner.objects.exists()


def test_the_same_hours_at_another_place_do_not_overlap(client):
    partner = make_partner(place=make_place("Siège"))
    other = make_place("Antenne")
    partner.presences = [Presence(place=other)]
    partner.save()
    kept = {"id": partner.presences.get().pk, "place": other.pk, "ORDER": "1"}
    text = {"id": partner.texts.get().pk, "language": "fr", "name": "Les Ateliers"}
    data = partner_data(
        place=partner.place_id,
        **rows("texts", text, initial=1),
        **rows("presences", kept, initial=1),
        **rows("hours", MORNING, LATE_MORNING | {"place": other.pk}),
    )
    response = client.post(address("partner", "edit", partner.pk), data)
    assert response.status_code == 302, words(response)
    assert list(OpeningRule.objects.values_list("place", flat=True)) == [None, other.pk]


def test_a_place_that_is_not_among_its_own_is_refused(client):
    data = partner_data(**rows("hours", MORNING | {"place": make_place("Ailleurs").pk}))
    response = client.post(address("partner", "add"), data)
    assert errors(response, "hours") == {0: {"place": ["Ce lieu ne figure pas parmi les implantations."]}}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"effect": "hours", "starts_on": "2027-01-04"}, "opens"),
        ({"effect": "closed", "starts_on": "2027-01-04", "opens": "10:00", "closes": "11:00"}, "effect"),
        ({"effect": "closed", "starts_on": "2027-01-04", "ends_on": "2027-01-03"}, "ends_on"),
        ({"effect": "notice", "starts_on": "2027-01-04"}, "text_fr"),
        ({"effect": "closed", "starts_on": "2027-01-04", "shown_from": "2027-01-05"}, "shown_from"),
    ],
)
def test_a_change_that_makes_no_sense_is_said_at_its_field(client, row, field):
    response = client.post(address("partner", "add"), partner_data(**rows("changes", row)))
    assert field in errors(response, "changes")[0]


def test_two_changes_that_contradict_each_other_are_refused(client):
    closed = {"effect": "closed", "starts_on": "2027-01-04", "ends_on": "2027-01-08"}
    other = {"effect": "hours", "starts_on": "2027-01-06", "opens": "10:00", "closes": "11:00"}
    response = client.post(address("partner", "add"), partner_data(**rows("changes", closed, other)))
    assert list(errors(response, "changes")[1]) == ["starts_on"]


@pytest.mark.parametrize(
    ("field", "value"), [("enterprise_number", "0123.456.748"), ("phone", "12"), ("months_from", "-1")]
)
def test_a_wrong_fact_is_said_at_its_field(client, field, value):
    response = client.post(address("partner", "add"), partner_data(**{field: value}))
    assert list(response.context["form"].errors) == [field]


def test_two_partners_do_not_share_a_number(client):
    make_partner(enterprise_number="0123456749")
    response = client.post(address("partner", "add"), partner_data(enterprise_number="0123.456.749"))
    assert response.context["form"].errors == {
        "enterprise_number": ["Un autre partenaire a déjà ce numéro d’entreprise."]
    }


def test_coordinates_outside_the_region_are_said_at_their_field(client):
    data = {
        "postal_code": "1000",
        "municipality": "Bruxelles",
        "municipality_nl": "Brussel",
        "latitude": "4.35",
        "longitude": "50.84",
        **rows("texts", {"language": "fr", "name": "La Serre"}),
        **rows("features"),
    }
    response = client.post(address("place", "add"), data)
    assert list(response.context["form"].errors) == ["latitude", "longitude"]


def test_a_service_is_made_for_a_partner(client):
    partner = make_partner(place=make_place())
    text = {"language": "fr", "name": "Permanence sociale", "documents": "Carte d’identité\n- Composition de ménage"}
    data = service_data(partner, audiences=["familles"], channels=["phone"], **rows("texts", text))
    data |= rows("hours", MORNING)
    response = client.post(address("service", "add"), data)
    assert response.status_code == 302, words(response)
    service = Service.objects.get()
    assert (service.slug, service.partner, service.audiences) == ("permanence-sociale", partner, ["familles"])
    assert service.text("fr").document_list == ["Carte d’identité", "Composition de ménage"]
    assert service.hours.get().days == [0, 1, 2]


def test_a_free_service_has_no_fee(client):
    response = client.post(address("service", "add"), service_data(make_partner(), fee="5"))
    assert response.context["form"].errors == {"fee": ["Un service gratuit n’a pas de prix."]}


def test_a_service_without_partner_says_so(client):
    data = service_data(make_partner()) | {"partner": ""}
    assert list(client.post(address("service", "add"), data).context["form"].errors) == ["partner"]


def test_the_services_of_a_partner_are_one_click_away(client):
    partner = make_partner()
    make_service("La nôtre", partner=partner)
    make_service("Une autre")
    href = f"{reverse('wagtailsnippets_partners_service:list')}?partner={partner.pk}"
    assert href in client.get(address("partner", "edit", partner.pk)).content.decode()
    assert [str(row) for row in client.get(href).context["object_list"]] == ["La nôtre"]
    page = client.get(f"{address('service', 'add')}?partner={partner.pk}")
    assert page.context["form"].initial["partner"] == str(partner.pk)


def test_the_form_costs_the_same_for_many_hours(client):
    partner = make_partner(place=make_place())
    url = address("partner", "edit", partner.pk)

    def cost():
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        return len(found)

    few = []
    for hour in (8, 10, 12):
        OpeningRule.objects.create(partner=partner, days=[0], opens=time(hour), closes=time(hour + 1))
        TemporaryChange.objects.create(partner=partner, effect="closed", starts_on=date(2027, 1, hour))
        Contact.objects.create(partner=partner, phone="+3225550101")
        few.append(cost())
    assert few[0] == few[-1] <= 40
