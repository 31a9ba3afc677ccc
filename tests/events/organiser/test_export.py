"""What the exported table holds: by registration or by person, what is sensitive only when it was asked for."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.asking.details import Details, Given, NeedsGiven, Person
from events.models import Question, QuestionKind, RegistrationMode
from events.organiser.export import Sheet
from tests.events.booking import book
from tests.factories import make_event, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event(
        registration_mode=RegistrationMode.DATE,
        participants="birth",
        group_max=20,
        party_max=4,
        childcare_seats=5,
        asks_image_consent=True,
    )
    event.questions = [
        Question(kind=QuestionKind.NUMBER, label_fr="Pointure", per_participant=True),
        Question(kind=QuestionKind.DATE, label_fr="Arrivée"),
        Question(kind=QuestionKind.TEXT, label_fr="Traitement", sensitive=True),
    ]
    return publish_event(event)


def table(event, **asked):
    """[{label: value}] of the file."""
    sheet = Sheet(event, "fr", **asked)
    fields = sheet.fields()
    rows = event.registrations.order_by("pk")
    return [{field.label: field.value(line) for field in fields} for line in sheet.lines(rows)]


def family(event):
    shoe, day, pill = event.questions.all()
    answers = (
        Given(question=shoe.uuid, label="", value=38, participant=0),
        Given(question=shoe.uuid, label="", value=2.5, participant=1),
        Given(question=day.uuid, label="", value="2027-03-09"),
        Given(question=pill.uuid, label="", value="asthme", sensitive=True),
    )
    details = Details(
        participants=(Person("Amina", date(1990, 1, 1)), Person("Younes", date(1988, 2, 2))),
        childcare=(Person("Lina", date(2023, 1, 1)),),
        answers=answers,
        image_channels=("site",),
        needs=NeedsGiven(codes=("quiet",), detail="près de la porte"),
    )
    return book(event, "Amina", persons=2, phone="+32470123456", details=details)


def test_a_row_for_each_registration(event):
    registration = family(event)
    (row,) = table(event)
    assert row == {
        "Référence": registration.reference,
        "État": "confirmée",
        "Date": event.occurrences.get().starts_at,
        "Nom": "Amina",
        "Personnes": 2,
        "E-mail": "amina@exemple.test",
        "Téléphone": "0470 12 34 56",
        "Langue": "français",
        "Organisation": "",
        "Fonction": "",
        "Remarque": "",
        "Inscription faite": "en ligne",
        "Inscrite le": registration.created_at,
        "Participants": "Amina, Younes",
        "En garderie": "Lina",
        "Qui peut reprendre l’enfant": "",
        "Photos et films": "le site de la Ville",
        "Pointure": "38, 2.5",
        "Arrivée": date(2027, 3, 9),
    }


def test_a_row_for_each_person_adds_up_to_the_same_number(event):
    family(event)
    names = Details(participants=(Person("Maïté", date(2000, 1, 1)),), organisation="École 7")
    book(event, "École", persons=12, details=names)
    rows = table(event, by_person=True)
    assert [(row["Participant"], row["Rôle"], row["Personnes"]) for row in rows] == [
        ("Amina", "participe", 1),
        ("Younes", "participe", 1),
        ("Lina", "en garderie pendant l’activité", 0),
        ("Maïté", "participe", 1),
        ("", "", 11),
    ]
    assert [row["Pointure"] for row in rows[:3]] == [38, 2.5, ""]
    assert rows[1]["Date de naissance"] == date(1988, 2, 2)
    assert sum(row["Personnes"] for row in rows) == 14


def test_needs_and_sensitive_answers_are_in_it_only_when_asked_for(event):
    family(event)
    assert not {"Traitement", "Besoins"} & set(table(event)[0])
    (row,) = table(event, sensitive=True)
    assert (row["Traitement"], row["Besoins"]) == ("asthme", "un endroit calme · près de la porte")


def test_columns_are_those_that_the_event_has_a_use_for():
    event = publish_event(make_event(registration_mode=RegistrationMode.WHOLE))
    book(event, "Ali")
    assert list(table(event)[0]) == [
        "Référence", "État", "Nom", "Personnes", "E-mail", "Téléphone", "Langue", "Remarque", "Inscription faite",
        "Inscrite le",
    ]  # fmt: skip


def test_many_rows_cost_what_one_does(event):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            rows = table(event, by_person=True, sensitive=True)
        return len(rows), len(queries)

    family(event)
    few = cost()
    for number in range(3):
        details = Details(participants=(Person(f"Ali {number}", date(1990, 1, 1)),))
        book(event, f"Ali {number}", now=timezone.now(), details=details)
    many = cost()
    assert (few[0], many[0]) == (3, 6)
    assert few[1] == many[1]
