"""The preview shows what publishing would: its dates, in each language of its texts; its buttons lead nowhere."""

from datetime import UTC, date, datetime, time

import pytest
from bs4 import BeautifulSoup

from events import occurrences
from events.models import Event, Occurrence, RegistrationMode
from events.preview import preview_context
from portal.accounts.groups import EDITOR
from tests.events.editing.filled import address, filled
from tests.factories import make_event, make_rule, make_user, publish_event

pytestmark = pytest.mark.django_db

TEXTS = {
    "fr": "Titre français",
    "nl": "Nederlandse titel",
    "ar": "عنوان",
    "fr-x-falc": "Titre facile",
}


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


def rule(day=date(2027, 3, 9), begins=time(14), ends=time(16), **facts):
    return make_rule(day, begins=begins, ends=ends, **facts)


def starts(context):
    return [f"{shown['starts']:%d %H:%M}" for shown in context["dates"]]


def previewed(event, *rules):
    edited = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
    edited.rules = list(rules)
    return preview_context(edited)


def test_a_first_draft_is_seen_with_its_dates(now):
    event = make_event(dates=[rule(rule="FREQ=WEEKLY;COUNT=3")], registration_mode=RegistrationMode.DATE, seats=8)
    context = preview_context(event)
    assert starts(context) == ["09 14:00", "16 14:00", "23 14:00"]
    assert context["event"]["kind_note"] == "3 dates"
    assert "Date à fixer" not in str(context["facts"])
    assert (context["action"]["href"], context["closed_note"]) == ("#", "")
    assert [(shown["seats"].label, shown["register_href"]) for shown in context["dates"]] == [("8 places", "#")] * 3
    assert Occurrence.objects.count() == 0


@pytest.mark.parametrize("mode", list(RegistrationMode))
def test_each_way_of_registering_is_previewed(mode):
    seats = None if mode == RegistrationMode.NONE else 8
    context = preview_context(make_event(dates=[rule()], registration_mode=mode, seats=seats))
    assert bool(context["action"]) is (mode != RegistrationMode.NONE)


def test_a_later_draft_is_seen_with_its_own_dates_and_what_staff_decided():
    event = publish_event(make_event(dates=[rule(rule="FREQ=WEEKLY;COUNT=2")]))
    hours = {"starts_at": datetime(2027, 3, 10, 13, tzinfo=UTC), "ends_at": datetime(2027, 3, 10, 15, tzinfo=UTC)}
    occurrences.move(event.occurrences.in_order().first(), **hours, reason={"fr": "Grève."})
    assert starts(previewed(event, rule(date(2027, 3, 16), begins=time(18), ends=time(20)))) == [
        "10 14:00",
        "16 18:00",
    ]
    assert [f"{date.starts_at:%d %H:%M}" for date in event.occurrences.in_order()] == ["10 13:00", "16 13:00"]


def test_each_language_has_its_preview(client):
    event = publish_event(make_event(texts=TEXTS, dates=[rule()]))
    client.force_login(make_user(groups=[EDITOR]))
    url, preview = address("edit", event.pk), address("preview_on_edit", event.pk)
    assert event.preview_modes == [
        ("fr", "Français"),
        ("nl", "Nederlands"),
        ("ar", "العربية"),
        ("fr-x-falc", "Facile à lire"),
    ]
    assert client.post(preview, filled(client, url)).json()["is_valid"]
    shown = {}
    for mode in ("", *TEXTS):
        soup = BeautifulSoup(client.get(preview, {"mode": mode} if mode else {}).content, "html.parser")
        shown[mode] = (soup.find("html")["lang"], soup.find("h1").get_text(), "Dates" if soup.find(id="dates") else "")
    assert shown == {
        "": ("fr", "Titre français", "Dates"),
        "fr": ("fr", "Titre français", "Dates"),
        "nl": ("nl", "Nederlandse titel", "Dates"),
        "ar": ("fr", "عنوان", "Dates"),
        "fr-x-falc": ("fr", "Titre facile", "Dates"),
    }


def test_a_draft_without_text_has_the_usual_preview():
    assert [code for code, _label in Event(kind="atelier").preview_modes] == [""]
