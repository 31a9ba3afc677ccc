"""One registration, for whoever organises: what is said to the organiser alone stays with the organiser."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from events.asking.details import Details, NeedsGiven, Person
from events.asking.questions import given
from events.asking.writing import details_of
from events.models import Answer, Question, Registration
from events.own.consents import withdraw
from portal.accounts.groups import ADMINISTRATOR, COORDINATOR, DESK, EDITOR, MODERATOR
from tests.events.booking import book
from tests.factories import make_event, make_partner, make_user, publish_event

pytestmark = pytest.mark.django_db
SECRETS = {"accès calme", "0470 12 34 56", "diabète", "lettre.pdf"}


def registered(*, is_city):
    texts = {"fr": {"title": "Répit", "summary": "Un soir."}, "nl": {"title": "Rust", "summary": "Een avond."}}
    event = make_event(texts=texts, organiser=make_partner(is_city=is_city), registration_mode="date")
    event = publish_event(event)
    needs = NeedsGiven(("other",), "accès calme")
    registration = book(event, "Amina", details=Details(needs=needs, emergency_phone="+32470123456"))
    facts = {"registration": registration, "keep_days": 30}
    Answer.objects.create(question=uuid4(), label="Repas", value="végétarien", **facts)
    Answer.objects.create(question=uuid4(), label="Santé", value="diabète", sensitive=True, **facts)
    file = Answer(question=uuid4(), label="Lettre", value="lettre.pdf", **facts)
    file.file.save("lettre.pdf", ContentFile(b"%PDF-1.7"))
    return event, registration, reverse("organisation-fichier", args=[event.slug, file.uuid])


@pytest.mark.parametrize("group", [EDITOR, MODERATOR, COORDINATOR, DESK, ADMINISTRATOR])
@pytest.mark.parametrize("is_city", [True, False])
def test_needs_are_for_the_organiser_alone(client, site, group, is_city):
    event, registration, file = registered(is_city=is_city)
    client.force_login(make_user(groups=[group]))
    page = client.get(reverse("organisation-fiche", args=[event.slug, registration.reference])).content.decode()
    sees = is_city and group in (DESK, ADMINISTRATOR)
    assert {secret for secret in SECRETS if secret in page} == (SECRETS if sees else set())
    assert "végétarien" in page
    assert ("pour l’organisateur seul" in page) is not sees
    assert client.get(file).status_code == (200 if sees else 404)


def test_the_partner_s_people_read_all_of_theirs(client, site):
    event, registration, file = registered(is_city=False)
    client.force_login(make_user(partner=event.organiser))
    page = client.get(reverse("organisation-fiche", args=[event.slug, registration.reference])).content.decode()
    assert {secret for secret in SECRETS if secret in page} == SECRETS
    assert b"".join(client.get(file)) == b"%PDF-1.7"


def asking(**facts):
    """A registration with needs, an emergency number, an agreement to pictures and a sensitive answer."""
    question = Question(kind="text", label_fr="Santé", label_nl="Gezondheid", sensitive=True)
    event = make_event(
        organiser=make_partner(**facts), registration_mode="date", participants="birth", party_max=3,
        asks_needs=True, asks_image_consent=True, questions=[question],
    )  # fmt: skip
    event = publish_event(event)
    details = Details(
        participants=(Person("Lina", date(2018, 5, 4), 0),),
        needs=NeedsGiven(("other",), "accès calme"),
        emergency_phone="+32470123456",
        parental=True,
        image_channels=("site",),
        answers=(given(event.questions.get(), "diabète"),),
    )
    return book(event, "Amina", details=details)


def kept(registration):
    return details_of(Registration.objects.get(pk=registration.pk))


def changed_by(client, registration, name):
    """What the page of this name shows before, after which it is sent with another name and nothing else."""
    address = reverse(name, args=[registration.event.slug, registration.reference])
    page = client.get(address)
    shown = page.content.decode()
    typed = {"name": "Amina Diallo", "phone": "", "party_size": "1", "language": "fr", "people": "1"}
    client.post(address, typed | {"p0_name": "Lina", "p0_birth": "2018-05-04"})
    return shown


@pytest.mark.parametrize("name", ["organisation-changer", "accueil-inscription"])
def test_who_may_not_read_needs_changes_the_rest_and_leaves_them(client, site, name):
    registration = asking(is_city=False)
    before = kept(registration)
    client.force_login(make_user(groups=[ADMINISTRATOR]))
    shown = changed_by(client, registration, name)
    assert not any(secret in shown for secret in ("accès calme", "0470 12 34 56", "diabète"))
    registration.refresh_from_db()
    assert registration.name == "Amina Diallo"
    assert kept(registration) == before


def at_the_counter(client, registration, **needs):
    client.force_login(make_user(groups=[ADMINISTRATOR]))
    typed = {"name": "Amina", "phone": "", "party_size": "1", "language": "fr", "people": "1"}
    typed |= {"p0_name": "Lina", "p0_birth": "2018-05-04"} | needs
    address = reverse("accueil-inscription", args=[registration.event.slug, registration.reference])
    return client.post(address, typed)


def test_the_desk_writes_needs_in_place_of_those_that_it_does_not_read(client, site):
    registration = asking(is_city=False)
    response = at_the_counter(client, registration, needs=["wheelchair"], needs_consent="on")
    assert response.status_code == 302, response.content.decode()
    assert kept(registration).needs == NeedsGiven(("wheelchair",), "")
    address = reverse("accueil-inscription", args=[registration.event.slug, registration.reference])
    page = client.get(address).content.decode().replace("\u00a0", " ")
    assert "n’est pas montré ici : c’est gardé, sauf si vous écrivez autre chose" in page
    assert 'value="wheelchair" checked' not in page and not re.search(r'name="needs"[^>]*checked', page)


def test_at_the_counter_needs_are_written_with_consent_alone(client, site):
    registration = asking(is_city=False)
    response = at_the_counter(client, registration, needs=["wheelchair"])
    assert "Cochez ceci pour que l’organisateur puisse en tenir compte" in response.content.decode()
    assert kept(registration).needs.detail == "accès calme"


def test_at_the_counter_first_needs_are_agreed_to(client, site):
    registration = asking(is_city=False)
    registration.needs.delete()
    registration.consents.filter(purpose="needs").delete()
    at_the_counter(client, registration, needs_detail="une chaise", needs_consent="on")
    assert kept(registration).needs.detail == "une chaise"
    assert registration.consents.filter(purpose="needs", withdrawn_at=None).count() == 1


def test_the_organiser_agrees_to_nothing_in_somebody_s_name(client, site):
    registration = asking(is_city=False)
    withdraw(registration.consents.get(purpose="image"), now=timezone.now())
    client.force_login(make_user(partner=registration.event.organiser))
    changed_by(client, registration, "organisation-changer")
    assert kept(registration).image_channels == ()
    assert kept(registration).needs.detail == "accès calme"
    assert kept(registration).emergency_phone == "+32470123456"


def test_the_list_does_not_say_who_needs_something(client, site):
    registration = asking(is_city=False)
    address = reverse("organisation-inscriptions", args=[registration.event.slug])
    for user, sees in (
        (make_user(partner=registration.event.organiser), True),
        (make_user("accueil@exemple.test", groups=[ADMINISTRATOR]), False),
    ):
        client.force_login(user)
        page = client.get(address)
        assert [bool(row["needs"]) for row in page.context["rows"]] == [sees]
        assert (page.context["sieve"]["needs"] is not None) is sees
        sheet = client.get(reverse("organisation-fiche", args=[registration.event.slug, registration.reference]))
        told = [entry["text"] for entry in sheet.context["history"]]
        assert any("besoins" in text for text in told) is sees


def test_a_file_has_emergency_numbers_for_who_may_read_them_alone(client, site):
    registration = asking(is_city=False)
    address = reverse("organisation-exporter", args=[registration.event.slug])
    query = {"fichier": "csv", "par": "inscription", "sensible": "on"}
    for user, sees in (
        (make_user(partner=registration.event.organiser), True),
        (make_user("accueil@exemple.test", groups=[ADMINISTRATOR]), False),
    ):
        client.force_login(user)
        assert ("0470 12 34 56" in client.get(address, query).getvalue().decode()) is sees
