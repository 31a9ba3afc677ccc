"""What a training says of itself: on its page, for search engines, in the admin."""

import json
from datetime import date, time
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from events.models import Event, Framework, OccurrenceState, RegistrationMode, Trainer
from events.training import attestation_label, duration, length_label, objectives_of, training_minutes
from portal.accounts.groups import EDITOR, TRAINING_OFFICER
from tests.events.editing.filled import address, filled
from tests.factories import make_event, make_partner, make_rule, make_text, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


def rules(*days):
    return [make_rule(date(2027, 3, day), begins=time(9), ends=time(12, 30)) for day in days]


def make_training(**facts):
    """A training of two mornings, with all that one can say of it."""
    text = {
        "title": "Mener un entretien",
        "summary": "Deux matinées.",
        "objectives": "Écouter\n\n  Reformuler ",
        "target_group": "Travailleurs sociaux",
        "prerequisites": "Une première expérience",
    }
    plain = {
        "kind": "formation",
        "texts": {"fr": text},
        "dates": rules(9, 16),
        "registration_mode": RegistrationMode.WHOLE,
        "seats": 12,
        "gives_attestation": True,
        "paid_leave": True,
        "languages": ["fr"],
        "organiser": make_partner("Querelle", kind="association", slug="querelle"),
    }
    event = make_event(saved=False, **plain | facts)
    event.save()
    event.trainers = [Trainer(name="Solange Mertens", organisation="CPAS"), Trainer(name="Tesfay Woldu")]
    event.frameworks = [Framework.objects.create(slug="fonds", name_fr="Fonds social", name_nl="Sociaal fonds")]
    return publish_event(event)


def one_line(tag):
    return " ".join(tag.get_text(" ").replace("\u00a0", " ").split())


def test_hours_are_those_that_staff_say_or_the_sessions_together():
    event = make_training()
    dates = list(event.occurrences.in_order())
    assert (training_minutes(event, dates), length_label(event, dates)) == (420, "7\u00a0h en 2 séances")
    dates[1].state = OccurrenceState.CANCELLED
    assert (training_minutes(event, dates), length_label(event, dates)) == (210, "3\u00a0h\u00a030")
    event.training_hours = Decimal("6.25")
    assert training_minutes(event, dates) == 375
    event.training_hours, event.registration_mode = None, RegistrationMode.DATE
    assert (training_minutes(event, dates), length_label(event, dates)) == (0, "")


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, ""), (45, "0\u00a0h\u00a045"), (60, "1\u00a0h"), (125, "2\u00a0h\u00a005")]
)
def test_duration_is_said_in_hours(minutes, said):
    assert duration(minutes) == said


def test_attestation_says_what_it_takes():
    assert attestation_label(Event(gives_attestation=False)) == ""
    assert attestation_label(Event(gives_attestation=True, attendance_threshold=0)) == "Attestation de participation"
    said = attestation_label(Event(gives_attestation=True, attendance_threshold=75))
    assert said == "Attestation à partir de 75\u00a0% de présence"


def test_objectives_are_one_by_line():
    assert objectives_of(make_text("fr", {"title": "x", "objectives": "Un\n\n Deux "})) == ["Un", "Deux"]
    assert objectives_of(None) == []


def test_the_page_says_what_decides(client, django_assert_max_num_queries):
    event = make_training()
    with django_assert_max_num_queries(12):
        page = BeautifulSoup(client.get(f"/fr/agenda/{event.slug}/").content, "html.parser")
    section = page.find("section", {"aria-labelledby": "formation"})
    assert [one_line(li) for li in section.select("li")] == [
        "Écouter",
        "Reformuler",
        "Solange Mertens · CPAS",
        "Tesfay Woldu",
    ]
    assert [(one_line(row.dt), one_line(row.dd)) for row in section.select(".facts > div")] == [
        ("Durée", "7 h en 2 séances"),
        ("Public visé", "Travailleurs sociaux"),
        ("Prérequis", "Une première expérience"),
        ("Attestation", "Attestation à partir de 80 % de présence"),
        ("Reconnue par", "Fonds social"),
        ("Congé-éducation payé", "Cette formation y donne droit."),
    ]


def test_what_is_no_training_has_no_such_section(client):
    event = publish_event(make_event(kind="formation"))
    page = BeautifulSoup(client.get(f"/fr/agenda/{event.slug}/").content, "html.parser")
    assert page.find("section", {"aria-labelledby": "formation"}) is None


def test_search_engines_are_told_of_a_course(client):
    event = make_training()
    page = BeautifulSoup(client.get(f"/fr/agenda/{event.slug}/").content, "html.parser")
    data = json.loads(page.find_all("script", type="application/ld+json")[1].string)
    instance = data.pop("hasCourseInstance")
    url = f"http://localhost:8000/fr/agenda/{event.slug}/"
    assert data == {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": f"{url}#formation",
        "url": url,
        "name": "Mener un entretien",
        "description": "Deux matinées.",
        "provider": {
            "@type": "NGO",
            "name": "Querelle",
            "@id": "http://localhost:8000/fr/annuaire/querelle/",
            "url": "http://localhost:8000/fr/annuaire/querelle/",
        },
        "teaches": ["Écouter", "Reformuler"],
        "coursePrerequisites": "Une première expérience",
        "audience": {"@type": "Audience", "audienceType": "Travailleurs sociaux"},
        "educationalCredentialAwarded": {
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": "certificate of attendance",
        },
        "recognizedBy": [{"@type": "Organization", "name": "Fonds social"}],
        "timeRequired": "PT7H",
        "isAccessibleForFree": True,
    }
    assert instance.pop("location")["@type"] == "Place"
    assert instance.pop("offers")["url"] == f"{url}inscription/"
    assert instance == {
        "@type": "CourseInstance",
        "courseMode": "onsite",
        "startDate": "2027-03-09T09:00+01:00",
        "endDate": "2027-03-16T12:30+01:00",
        "courseWorkload": "PT7H",
        "inLanguage": ["fr"],
        "instructor": [
            {
                "@type": "Person",
                "name": "Solange Mertens",
                "affiliation": {"@type": "Organization", "name": "CPAS"},
            },
            {"@type": "Person", "name": "Tesfay Woldu"},
        ],
    }


def test_the_course_does_not_close_its_script(client):
    event = make_training(texts={"fr": {"title": "Écoute", "objectives": "</script><b>"}})
    html = client.get(f"/fr/agenda/{event.slug}/").content.decode()
    assert html.count("</script><b>") == 0


def test_a_workshop_is_no_course(client):
    event = publish_event(make_event(kind="atelier"))
    page = BeautifulSoup(client.get(f"/fr/agenda/{event.slug}/").content, "html.parser")
    assert len(page.find_all("script", type="application/ld+json")) == 1


def test_modules_are_called_modules(client):
    event = make_training()
    publish_event(make_event(kind="formation", texts={"fr": "Module 1"}, programme=event))
    page = BeautifulSoup(client.get(f"/fr/agenda/{event.slug}/").content, "html.parser")
    section = page.find("section", {"aria-labelledby": "programme"})
    assert one_line(section.h2) == "Les modules"
    assert one_line(section.select_one(".section-head a")) == "Tous les modules (1 module)"


def test_the_facts_are_edited_in_the_form(client):
    client.force_login(make_user(groups=[EDITOR]))
    event = publish_event(make_event(kind="formation"))
    framework = Framework.objects.create(slug="fonds", name_fr="Fonds social", name_nl="Sociaal fonds")
    trainers = [{"name": "Solange", "organisation": "CPAS", "ORDER": "1", "DELETE": ""}]
    data = filled(
        client,
        address("edit", event.pk),
        rows={"trainers": trainers, "texts": [{"objectives": "Écouter", "target_group": "Équipes"}]},
        training_hours="7.5",
        gives_attestation="on",
        attendance_threshold="75",
        frameworks=[str(framework.pk)],
    )
    assert client.post(address("edit", event.pk), data).status_code == 302
    draft = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
    assert (draft.training_hours, draft.gives_attestation, draft.attendance_threshold) == (Decimal("7.5"), True, 75)
    assert [trainer.name for trainer in draft.trainers.all()] == ["Solange"]
    assert list(draft.frameworks.all()) == [framework]
    assert [(text.objectives, text.target_group) for text in draft.texts.all()] == [("Écouter", "Équipes")]


def test_frameworks_are_kept_by_who_runs_trainings(client):
    client.force_login(make_user(groups=[TRAINING_OFFICER]))
    url = reverse("wagtailsnippets_events_framework:add")
    data = {"slug": "fonds", "name_fr": "Fonds social", "name_nl": "Sociaal fonds", "name_en": ""}
    assert client.post(url, data).status_code == 302
    assert list(Framework.objects.values_list("slug", "name_nl")) == [("fonds", "Sociaal fonds")]
