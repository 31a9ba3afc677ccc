"""The doors and the pages: a stranger finds nothing, another worker nothing of mine, a link what it is for."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from partners.models import Orientation, OrientationLetter, Oriented, Reception
from partners.orientation.answering import accept, ask
from partners.orientation.following import withdraw
from partners.orientation.letters import LETTERS, compose
from partners.orientation.links import person_path, service_path
from partners.orientation.receiving import receive
from portal.accounts.groups import COORDINATOR
from portal.kit.links import LETTERS as TOKEN_LETTERS
from tests.factories import make_partner, make_service, make_user

from .conftest import EMAIL, NAME, NEED, PHONE

pytestmark = pytest.mark.django_db
SECRETS = (NAME, NEED, PHONE, EMAIL, "0470 12 34 56")


@pytest.fixture
def orientation(sending, site):
    """As of this minute: pages read the clock."""
    row = sending()
    Orientation.objects.update(sent_at=timezone.now(), waiting_since=timezone.now())
    return row


def posted(**facts):
    return {
        "name": NAME,
        "need": NEED,
        "language": "fr",
        "reaching": "service",
        "phone": PHONE,
        "consent": "on",
    } | facts


def paths(orientation):
    slug = orientation.service.slug
    return {
        "list": reverse("orientations"),
        "choose": reverse("orienter-chez", args=[orientation.partner.slug]),
        "form": reverse("orienter", args=[slug]),
        "sheet": reverse("orientation", args=[orientation.uuid]),
        "times": reverse("coordination-orientations"),
        "file": reverse("coordination-orientations-csv"),
    }


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_who_is_not_a_worker_finds_nothing(client, orientation, language):
    with translation.override(language):
        addresses = paths(orientation)
    for path in addresses.values():
        assert client.get(path).status_code == 302
    client.force_login(make_user("passant@demo.test"))
    for path in addresses.values():
        for answer in (client.get(path), client.post(path, posted(act="revoke"))):
            assert answer.status_code in (404, 405), path
            assert not any(secret in answer.content.decode() for secret in SECRETS)
    assert Oriented.objects.count() == 1


def test_an_address_that_nobody_proved_opens_nothing(client, orientation, worker):
    worker.emailaddress_set.update(verified=False)
    client.force_login(worker)
    assert client.get(paths(orientation)["form"]).status_code == 404


def test_another_worker_finds_nothing_of_mine(client, orientation):
    client.force_login(make_user("autre@demo.test", partner=make_partner("Autre")))
    sheet = paths(orientation)["sheet"]
    assert NAME not in client.get(paths(orientation)["list"]).content.decode()
    assert client.get(sheet).status_code == 404
    for act in ("withdraw", "revoke", "reply", "outcome"):
        assert client.post(sheet, {"act": act, "words": "x", "outcome": "yes"}).status_code == 404
    assert Orientation.objects.get().state == "sent"


def test_a_worker_sends_somebody(client, site, service, worker):
    client.force_login(worker)
    form = client.get(reverse("orienter", args=[service.slug]))
    assert "Cours de français – Maison de quartier Querelle" in form.content.decode()
    answer = client.post(reverse("orienter", args=[service.slug]), posted())
    sent = Orientation.objects.get()
    assert answer["Location"] == reverse("orientation", args=[sent.uuid])
    assert (sent.person.name, sent.person.phone, sent.consent_version) == (NAME, PHONE, "2026-11")
    assert "Cours de français – Maison de quartier Querelle" in sent.consent_words
    sheet = client.get(answer["Location"]).content.decode()
    assert NAME in sheet and NEED in sheet and "0470 12 34 56" in sheet


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"consent": ""}, "Sans son accord"),
        ({"phone": ""}, "il faut un téléphone ou un e-mail"),
        ({"phone": "02 12"}, "pas complet"),
        ({"name": ""}, "prénom ou un pseudonyme"),
        ({"need": ""}, "ce que la personne demande"),
        ({"wanted_by": "2020-01-01"}, "Ce jour est passé"),
    ],
)
def test_what_is_missing_is_said_at_its_field(client, site, service, worker, facts, error):
    client.force_login(worker)
    page = client.post(reverse("orienter", args=[service.slug]), posted(**facts)).content.decode()
    assert error in page
    assert not Orientation.objects.exists()


def test_a_service_that_takes_nobody_shows_its_contact(client, site, service, worker):
    client.force_login(worker)
    other = make_service("Autre", partner=service.partner, phone="+3225550101")
    for path in (reverse("orienter", args=[other.slug]), reverse("orienter-chez", args=[service.partner.slug])):
        assert "02 555 01 01" in client.get(path).content.decode()
    assert client.post(reverse("orienter", args=[other.slug]), posted()).status_code == 200
    assert not Orientation.objects.exists()


def test_the_button_is_for_workers(client, site, service, worker):
    path = reverse("partenaire", args=[service.partner.slug])
    assert "Orienter une personne" not in client.get(path).content.decode()
    client.force_login(worker)
    page = client.get(path).content.decode()
    assert reverse("orienter", args=[service.slug]) in page
    client.force_login(make_user("passant@demo.test"))
    assert "Orienter une personne" not in client.get(path).content.decode()


def test_the_service_answers_without_an_account(client, orientation):
    path = service_path(orientation)
    page = client.get(path)
    assert NAME in page.content.decode() and page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    assert Orientation.objects.get().answered_at is None
    client.post(path, {"act": "ask", "ask-words": "Le matin ?"})
    assert Orientation.objects.get().state == "asking"
    day = timezone.localdate() + timedelta(days=3)
    client.post(path, {"act": "accept", "accept-day": f"{day}", "accept-time": "10:30", "accept-place": "Rue Haute 1"})
    act = Orientation.objects.get().acts.get(kind="accepted")
    assert (timezone.localtime(act.appointment_at).hour, act.place) == (10, "Rue Haute 1")
    second = client.post(path, {"act": "refuse", "refuse-reason": "full"}, follow=True).content.decode()
    assert "a déjà accepté cette demande" in second and "Rue Haute 1" in second


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"act": "accept"}, "Dites quand"),
        ({"act": "accept", "accept-day": "2999-01-01"}, "Dites aussi l’heure"),
        ({"act": "refuse"}, "Choisissez une raison"),
        ({"act": "refuse", "refuse-reason": "other"}, "Dites en quelques mots"),
        ({"act": "ask"}, "Écrivez votre message"),
    ],
)
def test_half_an_answer_is_none(client, orientation, fields, error):
    assert error in client.post(service_path(orientation), fields).content.decode()
    assert Orientation.objects.get().state == "sent"


def test_a_refusal_may_suggest_a_service_like_it(client, orientation):
    near = make_service("Table de conversation", partner=orientation.partner)
    Reception.objects.create(service=near, email="x@demo.test")
    strange = make_service("Sans rapport", partner=make_partner("Crèche", kind="creche"))
    fields = {"act": "refuse", "refuse-reason": "other"}
    client.post(service_path(orientation), fields | {"refuse-suggested": strange.pk})
    assert Orientation.objects.get().state == "sent"
    client.post(service_path(orientation), fields | {"refuse-suggested": near.pk})
    assert Orientation.objects.get().acts.get(kind="refused").suggested == near


def test_links_open_for_whom_they_are_and_no_longer(client, orientation):
    paths = {"service": service_path(orientation), "person": person_path(orientation.person)}
    for path in paths.values():
        token = path.rstrip("/").rpartition("/")[2]
        other = next(letter for letter in TOKEN_LETTERS if letter != token[0])
        assert client.get(path.replace(token, other + token[1:])).status_code == 404
        assert client.get(path.replace(token, "x")).status_code == 404
    token = {name: path.rstrip("/").rpartition("/")[2] for name, path in paths.items()}
    assert client.get(paths["service"].replace(token["service"], token["person"])).status_code == 404
    assert client.get(paths["person"].replace(token["person"], token["service"])).status_code == 404
    receive(orientation.service, takes=True, email="neuf@demo.test")
    assert client.get(paths["service"]).status_code == 404  # rotated
    assert client.get(paths["person"]).status_code == 200
    moved = service_path(Orientation.objects.get())
    assert client.get(moved).status_code == 200
    withdraw(orientation, now=timezone.now())
    ended = client.get(moved)
    assert ended.status_code == 410 and NAME not in ended.content.decode()
    assert client.post(moved, {"act": "accept", "accept-words": "oui"}).status_code == 410


def test_the_person_stops_it_by_a_button_alone(client, orientation):
    path = person_path(orientation.person)
    page = client.get(path).content.decode()
    assert NEED in page and Oriented.objects.exists()
    assert "C’est arrêté" in client.post(path).content.decode()
    assert not Oriented.objects.exists()
    assert client.get(path).status_code == 404
    assert client.get(service_path(orientation)).status_code == 404


def test_links_are_not_tried_by_the_thousand(client, orientation):
    cache.clear()
    answers = {client.get(f"/fr/orientation/service/{'a' * 30}/").status_code for _try in range(61)}
    assert answers == {404, 429}


def test_an_hour_that_has_passed_today_is_said_at_its_field(client, orientation):
    today = timezone.localdate().isoformat()
    page = client.post(service_path(orientation), {"act": "accept", "accept-day": today, "accept-time": "00:00"})
    assert "Cette heure est passée." in page.content.decode()
    assert Orientation.objects.get().state == "sent"


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_letters_say_nothing_of_the_person(orientation, kind, language):
    state = LETTERS[kind].states[0]
    ended = {"closed_at": timezone.now()} if state in ("withdrawn", "lapsed") else {}
    decided = {"decided_at": timezone.now(), "answered_at": timezone.now()}
    Orientation.objects.update(state=state, **ended, **decided)
    address = "accueil@demo.test" if kind in ("sent", "reminded", "replied", "withdrawn") else "x@demo.test"
    letter = OrientationLetter(orientation=orientation, kind=kind, address=address, language=language)
    with translation.override(language):
        subject, text, html, files = compose(letter)
    assert files == []
    for words in (subject, text, html):
        assert not any(secret in words for secret in SECRETS)
    assert "Cours" not in subject and "Querelle" not in subject and "CPAS" not in subject
    if kind in ("sent", "reminded", "replied"):
        assert "Cours de français" not in text
        with translation.override(language):
            assert service_path(orientation) in text


def test_a_letter_that_is_no_longer_true_does_not_leave(orientation):
    letters = {row.kind: row for row in OrientationLetter.objects.all()}
    receive(orientation.service, takes=True, email="neuf@demo.test")
    assert compose(letters["sent"]) is None  # to the former address
    accept(orientation, now=timezone.now(), words="oui")
    assert compose(OrientationLetter.objects.get(kind="sent", address="neuf@demo.test")) is None


def test_logs_and_rows_name_nobody(orientation, caplog):
    assert not any(secret in f"{orientation} {orientation.person} {orientation.acts.get()}" for secret in SECRETS)
    assert not any(secret in caplog.text for secret in SECRETS)


def test_coordinators_see_counts_alone(client, orientation):
    client.force_login(make_user("coordination@demo.test", groups=[COORDINATOR]))
    ask(orientation, words="Quand ?", now=timezone.now())
    for group in ("service", "partenaire", "quartier", "x"):
        page = client.get(reverse("coordination-orientations"), {"par": group})
        file = b"".join(client.get(reverse("coordination-orientations-csv"), {"par": group}).streaming_content)
        for content in (page.content.decode(), file.decode()):
            assert not any(secret in content for secret in (*SECRETS, "Inès", "ines@"))
    file = b"".join(client.get(reverse("coordination-orientations-csv")).streaming_content).decode()
    assert file.splitlines()[1].endswith("Cours de français – Maison de quartier Querelle;1;1;0;100;1")


def test_those_who_manage_a_partner_say_what_its_services_take(client, site, service):
    path = reverse("partenaire-orientations", args=[service.partner.slug])
    client.force_login(make_user("redaction@demo.test", partner=service.partner))
    assert client.post(path, {"service": service.slug}).status_code == 403
    client.force_login(make_user("gestion@demo.test", partner=service.partner, role="manager"))
    assert "accueil@demo.test" in client.get(path).content.decode()
    prefix = service.slug
    fields = {"service": prefix, f"{prefix}-takes": "on", f"{prefix}-email": "neuf@demo.test"}
    client.post(path, fields | {f"{prefix}-note_fr": "Le matin."})
    kept = Reception.objects.get()
    assert (kept.takes, kept.email, kept.asks_contact, kept.note_fr) == (True, "neuf@demo.test", False, "Le matin.")
    assert "obligatoire" in client.post(path, {"service": prefix, f"{prefix}-email": ""}).content.decode()


def test_the_number_of_queries_does_not_grow(client, orientation, sending, worker, django_assert_max_num_queries):
    client.force_login(worker)
    for _round in range(2):
        for path, most in ((reverse("orientations"), 16), (reverse("orientation", args=[orientation.uuid]), 16)):
            client.get(path)
            with django_assert_max_num_queries(most):
                client.get(path)
        for number in range(4):
            sending(name=f"Personne {number}", need="x")
    with django_assert_max_num_queries(12):
        client.logout()
        client.get(service_path(orientation))


def test_no_form_is_without_its_guard(client, orientation):
    page = client.get(service_path(orientation)).content.decode()
    assert len(re.findall("csrfmiddlewaretoken", page)) == len(re.findall('method="post"', page)) == 3
