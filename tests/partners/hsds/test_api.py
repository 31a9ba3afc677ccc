"""The directory under `/hsds/`: what each address answers, to whom, and what never leaves."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.hsds.ids import at_seat, term_id
from partners.models import Partner, Place, Service
from portal.page_cache import key_of
from tests.factories import make_partner, make_place, make_quartier, make_service, make_user

from .conftest import HIDDEN_HOUR, HIDDEN_PHONE, HIDDEN_STREET, SECRET
from .shape import OBJECTS, check_shape, check_unique

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "clock")]
LISTS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}


def get(client, path, status=200, **query):
    response = client.get(f"/hsds/{path}", query)
    assert response.status_code == status, response.content
    return json.loads(response.content)


def lines(response):
    return [json.loads(line) for line in b"".join(response.streaming_content).decode().splitlines()]


def names(page):
    return [each["name"] for each in page["contents"]]


# --- What it is, and that it is what the standard says -----------------------------------------


def test_root_says_version_and_where_it_is_described(client):
    said = get(client, "")
    assert said == {
        "version": "3.1",
        "profile": "https://docs.openreferral.org/",
        "openapi_url": "http://localhost:8000/hsds/openapi.json",
    }
    described = get(client, "openapi.json")
    assert described["servers"] == [{"url": "http://localhost:8000/hsds"}]
    assert set(described["paths"]) == {"/"} | {f"/{name}{more}" for name in LISTS for more in ("", "/{id}")}


@pytest.mark.parametrize("lang", ["fr", "nl", "en"])
@pytest.mark.parametrize("name", LISTS)
def test_every_record_and_page_has_the_shape_of_the_standard(client, city, name, lang):
    page = get(client, name, lang=lang)
    assert {key: type(value) for key, value in page.items()} == {
        "total_items": int,
        "total_pages": int,
        "page_number": int,
        "size": int,
        "first_page": bool,
        "last_page": bool,
        "empty": bool,
        "contents": list,
    }
    full = get(client, name, lang=lang, full="true", full_service="true")
    whole = lines(client.get(f"/hsds/{name}", {"format": "ndjson", "lang": lang}))
    assert whole == page["contents"]
    assert page["contents"]
    for listed, nested in zip(page["contents"], full["contents"], strict=True):
        one = get(client, f"{name}/{listed['id']}", lang=lang)
        for data in (listed, nested, one):
            check_shape(LISTS[name], data)
            check_unique(data)


def test_lists_have_one_to_one_fields_alone(client, city):
    for name in ("services", "organizations", "service_at_locations"):
        for each in get(client, name)["contents"]:
            assert not [field for field in OBJECTS[LISTS[name]][2] if isinstance(each.get(field), list)]


def test_service_says_everything(client, city):
    service = get(client, f"services/{city.law.uuid}")
    told = {key: value for key, value in service.items() if not isinstance(value, dict | list)}
    assert told == {
        "id": str(city.law.uuid),
        "organization_id": str(city.querelle.uuid),
        "name": "Aide juridique",
        "description": "Un juriste vous écoute. Été comme hiver.",
        "url": "https://querelle.example/droit",
        "email": "info@querelle.example",
        "status": "active",
        "application_process": "Téléphonez.\nSur rendez-vous\nPar téléphone",
        "fees_description": "Cinq euros.",
        "eligibility_description": "Tout le monde.",
        "minimum_age": 16,
        "alert": "Horaire d’été.",
        "last_modified": "2027-03-02T09:00:00.000Z",
    }
    assert [document["document"] for document in service["required_documents"]] == ["Carte d’identité", "Lettre reçue"]
    assert [(cost["amount"], cost["currency"]) for cost in service["cost_options"]] == [(5.5, "EUR")]
    assert [phone["number"] for phone in service["phones"]] == ["+3225550101", "+3225550102"]
    assert [(contact["name"], contact["title"]) for contact in service["contacts"]] == [("Ada", "Juriste")]
    assert [(each["link_type"], each["value"]) for each in service["attributes"]] == [
        ("theme", "droits"),
        ("public", "adultes"),
        ("text-languages", "fr"),
    ]
    assert service["organization"]["name"] == "Querelle"
    assert [site["id"] for site in service["service_at_locations"]] == [str(city.at_seat.uuid)]


def test_organization_has_its_number_parent_and_terms(client, city):
    found = get(client, f"organizations/{city.querelle.uuid}")
    [identifier] = found["organization_identifiers"]
    assert (identifier["identifier_scheme"], identifier["identifier"]) == ("BE-BCE_KBO", "0403227515")
    assert (found["alternate_name"], found["legal_status"]) == ("Twist", "ASBL")
    assert found["parent_organization_id"] == str(city.union.uuid)
    assert [(each["link_type"], each["value"]) for each in found["attributes"]] == [
        ("type", "maison-de-quartier"),
        ("theme", "droits"),
        ("public", "jeunes"),
        ("public", "familles"),
        ("quartier", city.quartier.slug),
        ("languages", "fr,nl"),
        ("text-languages", "fr,nl"),
    ]
    assert [service["name"] for service in found["services"]] == ["Aide juridique", "Permanence"]
    assert "schedules" not in found["services"][0]
    assert "schedules" in get(client, f"organizations/{city.querelle.uuid}", full_service="true")["services"][0]
    [location] = found["locations"]
    assert [each["details" if "details" in each else "description"] for each in location["accessibility"]] == [
        "Accès de plain-pied\u00a0: oui",
        "Toilettes adaptées\u00a0: non",
    ]


def test_service_without_places_is_at_the_seat_under_an_identifier_that_is_found_again(client, city):
    [site] = get(client, f"services/{city.desk.uuid}")["service_at_locations"]
    assert site["id"] == str(at_seat(city.desk.uuid))
    one = get(client, f"service_at_locations/{site['id']}")
    assert (one["service"]["name"], one["location"]["id"]) == ("Permanence", str(city.seat.uuid))


def test_texts_come_in_the_language_asked_for(client, city):
    path = f"organizations/{city.querelle.uuid}"
    assert get(client, path)["name"] == "Querelle"
    dutch = client.get(f"/hsds/{path}", {"lang": "nl"})
    assert (json.loads(dutch.content)["name"], dutch["Content-Language"]) == ("Twist", "nl")
    accepted = client.get(f"/hsds/{path}", headers={"accept-language": "nl-BE,nl;q=0.9"})
    assert json.loads(accepted.content) == json.loads(dutch.content)
    assert "Accept-Language" in accepted["Vary"]
    [address] = json.loads(dutch.content)["locations"][0]["addresses"]
    assert (address["address_1"], address["city"]) == ("Vossenplein 1", "Brussel")


# --- What never leaves -------------------------------------------------------------------------


def test_nothing_of_a_confidential_place_leaves(client, city):
    hidden = [SECRET, HIDDEN_STREET, HIDDEN_PHONE, HIDDEN_HOUR, str(city.secret.uuid), "50.8123", "4.3123"]
    addresses = [f"/hsds/{name}{more}" for name in LISTS for more in ("", "?full=true&full_service=true")]
    addresses += [f"/hsds/services/{city.law.uuid}", f"/hsds/organizations/{city.querelle.uuid}?full_service=true"]
    for address in addresses:
        said = client.get(address).content.decode()
        assert not [word for word in hidden if word in said], address
    presence = city.law.presences.get(place=city.secret)
    get(client, f"service_at_locations/{presence.uuid}", 404)
    assert get(client, "service_at_locations", postcode="1000", proximity="9000")["total_items"] == 2


def test_service_at_confidential_places_alone_is_not_said_to_be_at_the_seat(client, city):
    city.law.presences.filter(place=city.seat).delete()
    assert "service_at_locations" not in get(client, f"services/{city.law.uuid}")


def test_confidential_seat_gives_no_location(client):
    place = make_place(SECRET, street=HIDDEN_STREET, confidential=True)
    service = make_service(partner=make_partner("Asile", place=place))
    found = get(client, f"organizations/{service.partner.uuid}", full_service="true")
    assert "locations" not in found
    assert get(client, "service_at_locations")["contents"] == []
    get(client, f"service_at_locations/{at_seat(service.uuid)}", 404)


def test_what_is_not_published_is_not_found(client, city):
    Service.objects.filter(pk=city.desk.pk).update(status="inactive")
    Partner.objects.filter(pk=city.union.pk).update(published=False)
    get(client, f"services/{city.desk.uuid}", 404)
    get(client, f"organizations/{city.union.uuid}", 404)
    assert names(get(client, "services")) == ["Aide juridique"]
    assert names(get(client, "organizations")) == ["Querelle"]
    assert "parent_organization_id" not in get(client, f"organizations/{city.querelle.uuid}")
    Partner.objects.filter(pk=city.querelle.pk).update(published=False)
    assert get(client, "services")["contents"] == []
    get(client, f"services/{city.law.uuid}", 404)


# --- Paging and filters ------------------------------------------------------------------------


def test_pages_follow_each_other_and_the_one_after_the_last_is_empty(client, city):
    pages = [get(client, "services", per_page=1, page=number) for number in (1, 2, 3)]
    assert [names(page) for page in pages] == [["Aide juridique"], ["Permanence"], []]
    assert [(page["first_page"], page["last_page"], page["empty"]) for page in pages] == [
        (True, False, False),
        (False, True, False),
        (False, True, True),
    ]
    assert {(page["total_items"], page["total_pages"]) for page in pages} == {(2, 2)}


@pytest.mark.parametrize("words", ["juridique", "JURISTE ecoute", "été", "ETE hiver"])
def test_search_finds_words_whatever_case_and_accents(client, city, words):
    assert names(get(client, "services", search=words)) == ["Aide juridique"]
    assert names(get(client, "services", search=f"{words} absent")) == []


def test_search_reads_long_texts_to_their_end(client, city):
    text = city.desk.texts.get()
    text.description = "mot " * 500 + "dernière"
    text.save()
    assert names(get(client, "services", search="derniere")) == ["Permanence"]


def test_terms_choose_services_and_organizations(client, city):
    chosen = {
        term_id("theme", "droits"): (["Aide juridique"], ["Querelle"]),
        term_id("public", "adultes"): (["Aide juridique"], []),
        term_id("public", "jeunes"): ([], ["Querelle"]),
        term_id("type", "maison-de-quartier"): (["Aide juridique", "Permanence"], ["Querelle", "Union"]),
        str(city.quartier.uuid): (["Aide juridique", "Permanence"], ["Querelle"]),
        term_id("acces", "entree"): (["Aide juridique", "Permanence"], ["Querelle"]),
        term_id("acces", "toilettes"): ([], []),
        str(city.law.uuid): ([], []),
    }
    for term, (services, organizations) in chosen.items():
        assert names(get(client, "services", taxonomy_term_id=term)) == services
        assert sorted(names(get(client, "organizations", taxonomy_term_id=term))) == organizations


def test_taxonomy_chooses_what_has_any_of_its_terms(client, city):
    assert names(get(client, "services", taxonomy_id=term_id("public", ""))) == ["Aide juridique"]
    assert names(get(client, "organizations", taxonomy_id=term_id("theme", ""))) == ["Querelle"]
    assert names(get(client, "services", taxonomy_id=city.law.uuid)) == []


def test_organization_chooses_its_services(client, city):
    other = make_service("Ailleurs")
    assert names(get(client, "services", organization_id=other.partner.uuid)) == ["Ailleurs"]
    assert get(client, "service_at_locations", organization_id=city.querelle.uuid)["total_items"] == 2


def test_modified_after_is_what_last_modified_says(client, city):
    old, new = datetime(2027, 1, 5, 9, tzinfo=UTC), datetime(2027, 2, 5, 9, tzinfo=UTC)
    for model in (Service, Partner, Place):
        model.objects.update(changed_at=old)
    assert names(get(client, "services", modified_after="2027-01-05T09:00:00.000Z")) == ["Aide juridique", "Permanence"]
    assert names(get(client, "services", modified_after="2027-01-05T09:00:00.001Z")) == []
    Place.objects.filter(pk=city.secret.pk).update(changed_at=new)
    assert names(get(client, "services", modified_after="2027-02-01")) == []
    Service.objects.filter(pk=city.desk.pk).update(changed_at=new)
    assert names(get(client, "services", modified_after="2027-02-01")) == ["Permanence"]
    Place.objects.filter(pk=city.seat.pk).update(changed_at=new)
    found = get(client, "services", modified_after="2027-02-05T10:00:00+01:00")
    assert [each["last_modified"] for each in found["contents"]] == ["2027-02-05T09:00:00.000Z"] * 2
    minimal = get(client, "services", minimal="true", modified_after="2027-02-05T09:00:00Z")["contents"]
    assert minimal == [
        {"id": str(service.uuid), "modified_date": "2027-02-05T09:00:00.000Z"} for service in (city.law, city.desk)
    ]
    assert names(get(client, "organizations", modified_after="2027-02-01")) == ["Querelle"]


def test_minimal_has_all_on_one_page(client, city):
    for number in range(60):
        make_service(f"Service {number}", partner=city.querelle)
    page = get(client, "services", minimal="true")
    assert (page["size"], page["total_pages"]) == (62, 1)
    assert get(client, "services")["size"] == 50


def test_postcode_and_metres_choose_locations(client, city):
    make_quartier("Heysel", postal_code="1020", latitude=50.8956, longitude=4.3412)
    assert get(client, "service_at_locations", postcode="1000")["total_items"] == 2
    assert get(client, "service_at_locations", postcode="1020")["total_items"] == 0
    assert get(client, "service_at_locations", postcode="1000", proximity="50")["total_items"] == 0
    assert get(client, "service_at_locations", postcode="1020", proximity="7000")["total_items"] == 2
    assert get(client, "service_at_locations", postcode="9999", proximity="7000")["total_items"] == 0


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"page": "0"}, {"page"}),
        ({"page": "deux", "per_page": "501"}, {"page", "per_page"}),
        ({"format": "xml"}, {"format"}),
        ({"full": "yes", "lang": "de"}, {"full", "lang"}),
        ({"modified_after": "hier", "taxonomy_term_id": "droits"}, {"modified_after", "taxonomy_term_id"}),
        ({"modified_after": "0001-01-01"}, {"modified_after"}),
        ({"proximity": "nan"}, {"proximity"}),
        ({"proximity": "100"}, {"proximity"}),
        ({"search": "a\x00b"}, {"search"}),
    ],
)
def test_parameter_that_makes_no_sense_is_said(client, query, named):
    said = get(client, "services", 400, **query)
    assert said["error"]
    assert set(said["parameters"]) == named


# --- For anybody's program ---------------------------------------------------------------------


def test_any_site_may_read_it_and_no_cookie_is_read_or_set(client, city):
    client.force_login(make_user(partner=city.querelle))
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/hsds/services", headers={"origin": "https://asbl.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert "Cookie" not in response["Vary"]
    assert not [query for query in queries if "session" in query["sql"] or "accounts_user" in query["sql"]]
    asked = client.options("/hsds/services")
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_post_answers_as_get_does_and_nothing_is_written(client, city):
    assert json.loads(client.post("/hsds/services?per_page=1").content) == get(client, "services", per_page=1)
    refused = client.put("/hsds/services")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert json.loads(refused.content)["error"]


def test_unchanged_page_is_not_sent_again(client, city):
    etag = client.get("/hsds/services")["ETag"]
    assert client.get("/hsds/services", headers={"if-none-match": etag}).status_code == 304
    Service.objects.filter(pk=city.law.pk).update(status="temporarily closed")
    assert client.get("/hsds/services", headers={"if-none-match": etag}).status_code == 200


def test_page_may_be_kept_for_everybody(rf, client, city):
    assert key_of(rf.get("/hsds/services"))
    assert "Cache-Control" not in client.get("/hsds/services")


def test_too_many_requests_are_told_so(client, settings, city):
    settings.MAILLAGE_RATE_LIMITS = True
    answers = [client.get("/hsds/taxonomies", {"format": "ndjson"}) for _number in range(14)]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert json.loads(answers[-1].content)["error"]
    assert answers[-1]["Retry-After"] == "60"
    assert get(client, "taxonomies")["total_items"] == 5


@pytest.mark.parametrize("path", ["absent", "services/1", "services/", "services/00000000-0000-0000-0000-000000000000"])
def test_unknown_address_answers_in_json(client, path):
    assert get(client, path, 404)["error"]


@pytest.mark.parametrize("full", ["false", "true"])
@pytest.mark.parametrize("name", ["services", "organizations", "service_at_locations"])
def test_queries_are_the_same_for_few_and_many(client, city, name, full):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            get(client, name, full=full)
        return len(queries)

    few = asked()
    for number in range(3):
        place = make_place(f"Place {number}", quartier=city.quartier)
        partner = make_partner(f"Partenaire {number}", place=place, quartier=city.quartier, parent=city.union)
        make_service(f"Service {number}", partner=partner)
    assert asked() == few <= 15


def test_schedules_follow_the_clock_of_the_day(client, city, clock):
    clock.go_to(datetime(2027, 3, 2, 9, tzinfo=UTC) + timedelta(days=150))
    [rule] = get(client, f"services/{city.law.uuid}")["schedules"]
    assert (rule["opens_at"], rule["timezone"]) == ("18:00+02:00", 2)
