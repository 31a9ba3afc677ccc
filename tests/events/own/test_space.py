"""One's own space: mine, all of mine, and nobody else's."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import occurrences
from events.attendance import mark_all
from events.attestations import issue, presences
from events.letters import managing_path
from events.models import Attestation, Consent, Needs, Purpose
from events.own.page import space_context
from events.registration import cancel
from tests.events.attending import book as enrol
from tests.events.attending import make_course, mark_of, sessions_of
from tests.events.own.people import AMINA, book, book_past, make_account, make_dates
from tests.factories import make_partner, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(site, client):
    user = make_account()
    client.force_login(user)
    return user


def page(client, language="fr"):
    path = {"fr": "/fr/espace/", "nl": "/nl/mijn-ruimte/"}[language]
    return client.get(path).content.decode()


def context_of(user):
    return space_context(user, "fr", now=timezone.now())


def titles(lines):
    return [line["title"] for line in lines]


def test_what_comes_stands_by_date_and_what_was_the_latest_first(client, amina):
    later, soon = make_dates(days=20, texts={"fr": "Plus tard"}), make_dates(days=3, texts={"fr": "Bientôt"})
    before, long_ago = make_dates(days=-5, texts={"fr": "Hier"}), make_dates(days=-50, texts={"fr": "Jadis"})
    registrations = [book(later), book(soon), book_past(long_ago), book_past(before)]
    found = context_of(amina)
    assert titles(found["coming"]) == ["Bientôt", "Plus tard"]
    assert titles(found["past"]) == ["Hier", "Jadis"]
    html = page(client)
    for registration in registrations:
        assert managing_path(registration) in html


def test_a_course_stands_with_its_next_date(amina):
    course = make_dates(count=3, days=-8, registration_mode="whole")
    book_past(course)
    (line,) = context_of(amina)["coming"]
    assert line["when"].startswith("Prochaine date\u00a0: ")
    assert context_of(amina)["past"] == []


def test_what_was_cancelled_is_no_longer_to_come(amina):
    mine, theirs = book(make_dates()), book(make_dates(texts={"fr": "Annulé par eux"}))
    cancel(mine, now=timezone.now())
    occurrences.cancel(theirs.occurrence, reason={"fr": "Inondation.", "nl": "Overstroming."})
    found = context_of(amina)
    assert [(line["title"], line["state_label"]) for line in found["coming"]] == [("Annulé par eux", "annulée")]
    assert [line["state"] for line in found["past"]] == ["cancelled"]


def test_nobody_sees_what_others_registered_for(client, amina):
    event = make_dates(texts={"fr": "Chez quelqu’un d’autre"})
    theirs = book(event, "bruno@exemple.test", "Bruno")
    html = page(client)
    assert "Chez quelqu’un d’autre" not in html
    assert managing_path(theirs) not in html


def test_an_unproved_address_gathers_nothing(client, amina):
    EmailAddress.objects.create(user=amina, email="bruno@exemple.test", verified=False)
    book(make_dates(texts={"fr": "Chez Bruno"}), "bruno@exemple.test", "Bruno")
    assert "Chez Bruno" not in page(client)


def test_a_changed_login_without_proof_gathers_nothing(client, amina):
    EmailAddress.objects.all().delete()
    book(make_dates(texts={"fr": "Sans preuve"}))
    assert "Sans preuve" not in page(client)


def test_several_proved_addresses_gather_together(site):
    user = make_account(AMINA, "travail@exemple.test")
    book(make_dates(days=3, texts={"fr": "Privé"}))
    book(make_dates(days=9, texts={"fr": "Au travail"}), "travail@exemple.test")
    assert titles(context_of(user)["coming"]) == ["Privé", "Au travail"]


def test_strangers_are_asked_to_sign_in(site, client):
    assert client.get("/fr/espace/").url == "/fr/compte/login/?next=/fr/espace/"


def test_a_sensitive_activity_is_an_appointment(client, amina):
    book(make_dates(sensitive=True, texts={"fr": "Sortir de la violence"}))
    html = page(client)
    assert "Sortir de la violence" not in html
    (line,) = context_of(amina)["coming"]
    assert (line["title"], line["place"]) == ("Rendez-vous", "")


def test_hours_and_papers_of_a_training(client, amina, clock):
    course = make_course(attendance_threshold=50)
    mine, other = enrol(course, email=AMINA), enrol(course, "Bruno", email="bruno@exemple.test")
    first, _second = sessions_of(course)
    for registration in (mine, other):
        mark_all(first, [mark_of(registration, at=first.ends_at)], by=None, now=first.ends_at)
    end = sessions_of(course)[-1].ends_at
    rows = issue(course, presences(course), signatory="I. D.", made_at="Bruxelles", by=None, now=end)
    clock.go_to(end)
    client.force_login(amina)
    found = context_of(amina)
    assert [(each["title"], each["hours"]) for each in found["trainings"]] == [
        ("L’entretien d’aide", "3\u00a0h sur 6\u00a0h")
    ]
    assert [paper["name"] for year in found["years"] for paper in year["attestations"]] == ["Amina Diallo"]
    html = page(client)
    assert [str(row) in html for row in sorted(rows, key=lambda row: row.name)] == [True, False]
    assert reverse("attestations-annee", args=[Attestation.objects.first().year]) in html


def agree(registration, purpose, **facts):
    return Consent.objects.create(registration=registration, purpose=purpose, **facts)


def test_an_agreement_is_taken_back_with_what_it_allowed(client, amina):
    registration = book(make_dates())
    image = agree(registration, Purpose.IMAGE, channels=["site"])
    needs = agree(registration, Purpose.NEEDS)
    Needs.objects.create(registration=registration, codes=["quiet"])
    assert "Retirer mon accord" in page(client)
    for consent in (image, needs):
        assert client.post(reverse("espace-accord", args=[consent.pk])).status_code == 302
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert not Needs.objects.exists()
    given = Consent.objects.get(pk=image.pk).withdrawn_at
    client.post(reverse("espace-accord", args=[image.pk]))
    assert Consent.objects.get(pk=image.pk).withdrawn_at == given, "a repeat changes nothing"


def test_a_parent_s_authorisation_ends_with_the_registration(client, amina):
    consent = agree(book(make_dates()), Purpose.PARENTAL)
    client.post(reverse("espace-accord", args=[consent.pk]))
    assert Consent.objects.get().withdrawn_at is None
    assert "Voir l’inscription" in page(client)


def test_nobody_takes_back_the_agreement_of_another(client, amina):
    consent = agree(book(make_dates(), "bruno@exemple.test", "Bruno"), Purpose.IMAGE)
    assert client.post(reverse("espace-accord", args=[consent.pk])).status_code == 404
    assert client.get(reverse("espace-accord", args=[consent.pk])).status_code == 405
    assert Consent.objects.get().withdrawn_at is None


def test_the_language_of_letters_is_chosen(client, amina):
    client.post(reverse("espace-langue"), {"language": "nl"})
    amina.refresh_from_db()
    assert amina.language == "nl"
    client.post(reverse("espace-langue"), {"language": "xx"})
    amina.refresh_from_db()
    assert amina.language == "nl"


def test_members_and_staff_find_their_tools(site, client):
    partner = make_partner("Querelle")
    client.force_login(make_user(partner=partner, groups=["Accueil"]))
    html = page(client)
    assert reverse("partenaire-activites", args=[partner.slug]) in html
    assert reverse("accueil") in html
    assert f'href="{reverse("organisation")}"' in html
    client.force_login(make_account())
    html = page(client)
    assert reverse("accueil") not in html
    assert reverse("organisation") not in html


def fill(number):
    """`number` of everything that the page lists."""
    for each in range(number):
        book(make_dates(days=3 + each))
        registration = book_past(make_dates(days=-30 - each, kind="formation"))
        agree(registration, Purpose.IMAGE)
        Attestation.objects.create(
            year=2026, number=Attestation.objects.count() + 1, event=registration.event, registration=registration,
            name="Amina", email=AMINA, language="fr", minutes_scheduled=60, minutes_attended=60,
            facts={"fr": {"title": "x"}, "nl": {"title": "x"}},
        )  # fmt: skip


def test_the_page_asks_as_many_questions_for_one_as_for_many(client, amina):
    counts = []
    page(client)
    for number in (1, 3):
        fill(number)
        with CaptureQueriesContext(connection) as queries:
            assert page(client).count("<li") > 4
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 26
