"""What people answered to « Viendrez-vous toujours ? » is in the list, its filter, the sheet and the exports."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from events.messages.reconfirmation import not_coming, still_coming
from events.models import RegistrationLetter, RegistrationMode
from events.organiser.export import Sheet
from events.organiser.selection import read
from tests.events.booking import book
from tests.factories import make_event, make_user, publish_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def asked_event(**facts):
    """(event, its four registrations): one still comes, one has not answered, one left, one was not asked."""
    facts = {"registration_mode": RegistrationMode.DATE, "seats": 9, "reconfirm_days": 2} | facts
    event = publish_event(make_event(**facts))
    rows = [book(event, name) for name in ("Ali", "Bea", "Chen", "Dina")]
    for row in rows[:3]:
        RegistrationLetter.objects.create(
            registration=row, kind="reconfirm", address=row.email, state="sent", message_id=f"<{row.pk}@x>"
        )
    still_coming(rows[0], now=timezone.now())
    not_coming(rows[2], now=timezone.now())
    return event


def found(event, **asked):
    params = QueryDict(mutable=True)
    params.update(asked)
    return [row.name for row in read(event, params).registrations()]


@pytest.fixture
def page(client):
    def show(event, rest="", **query):
        client.force_login(make_user(partner=event.organiser))
        answer = client.get(f"/fr/espace/organisation/{event.slug}/{rest}", query)
        return " ".join(answer.content.decode().replace("\u00a0", " ").split())

    return show


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"venir": "oui"}, ["Ali"]),
        ({"venir": "silence"}, ["Bea"]),
        ({"venir": "non"}, ["Chen"]),
        ({"venir": "non", "etat": "confirmed"}, []),
        ({"venir": "peut-etre", "tri": "nom"}, ["Ali", "Bea", "Dina"]),
    ],
)
def test_one_asks_for_who_answered_so(asked, names):
    assert found(asked_event(), **asked) == names


def test_the_list_shows_it_where_people_are_asked(page):
    event = asked_event()
    content = page(event)
    assert "vient toujours" in content and "pas encore répondu" in content
    assert 'name="venir"' in content
    other = publish_event(make_event(registration_mode=RegistrationMode.DATE))
    book(other, "Eva")
    assert "Vient toujours" not in page(other) and 'name="venir"' not in page(other)


def test_the_sheet_says_when_it_was_asked_and_what_was_answered(page):
    event = asked_event()
    sheets = {row.name: page(event, f"fiche/{row.reference}/") for row in event.registrations.all()}
    assert "demandé le" in sheets["Ali"] and "vient toujours, " in sheets["Ali"]
    assert "demandé le" in sheets["Bea"] and "pas encore répondu" in sheets["Bea"]
    assert "a laissé sa place, " in sheets["Chen"]
    assert "demandé le" not in sheets["Dina"]


def test_the_export_has_both_columns_where_people_are_asked():
    with translation.override("fr"):
        sheet = Sheet(asked_event(), "fr")
        labels = [field.label for field in sheet.fields()]
        rows = [
            [field.value(line) for field in sheet.fields()][labels.index("Vient toujours")]
            for line in sheet.lines(sheet.event.registrations.order_by("name_key"))
        ]
        plain = publish_event(make_event(registration_mode=RegistrationMode.DATE))
        assert "Vient toujours" not in [field.label for field in Sheet(plain, "fr").fields()]
    assert rows == ["vient toujours", "pas encore répondu", "a laissé sa place", ""]
    assert "Demandé si elle vient" in labels


def test_many_answers_cost_what_one_does(client):
    event = asked_event()
    client.force_login(make_user(partner=event.organiser))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/fr/espace/organisation/{event.slug}/", {"venir": "silence", "etat": "toutes"})
        return len(queries)

    cost()
    one = cost()
    for row in event.registrations.filter(name__in=["Ali", "Dina"]):
        row.letters.filter(kind="reconfirm").delete()
        RegistrationLetter.objects.create(registration=row, kind="reconfirm", state="sent", message_id=f"<2{row.pk}@x>")
        type(row).objects.filter(pk=row.pk).update(reconfirmed_at=None)
    assert cost() == one <= 26
