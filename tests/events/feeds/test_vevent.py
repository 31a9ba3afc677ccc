"""One date as a VEVENT, read back with icalendar."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import icalendar
import pytest

from events.feeds.vevent import registration_calendar, vevent
from events.models import Occurrence, OccurrenceState, RegistrationState
from portal.kit.calendar import wrap
from tests.factories import make_event, make_partner, make_place, publish_event

SITE = {"uid_domain": "maillage.brussels.example", "site_url": "https://agenda.ville.example"}
DAY = date(2027, 5, 4)
MEETING = {
    "place": None,
    "is_online": True,
    "online_url": "https://meet.example/secret",
    "registration_mode": "date",
}


def make_occurrence(changes=None, **facts):
    """A published date as feeds load it, with what an operation then decided."""
    event = publish_event(make_event(**{"dates": [DAY]} | facts))
    if changes:
        event.occurrences.update(**changes)
    return Occurrence.objects.for_cards().get(event=event)


def read(occurrence, language="fr", **facts):
    body = wrap([vevent(occurrence, language, **SITE, **facts)], language=language)
    assert max(map(len, body.split(b"\r\n"))) <= 75
    assert body.count(b"\n") == body.count(b"\r\n") == len(body.decode().splitlines())
    return icalendar.Calendar.from_ical(body).walk("VEVENT")[0]


def values(event, *names):
    return {name: str(event.get(name, "")) for name in names}


def test_a_date_says_everything_a_calendar_shows(db):
    place = make_place("Maison Buanderie", texts={"fr": "Maison Buanderie", "nl": "Wasserij"})
    text = place.texts.get(language="fr")
    text.directions = "Sonnez à droite."
    text.save()
    occurrence = make_occurrence(
        {"sequence": 3, "changed_at": datetime(2099, 3, 1, 8, 30, 15, 7, tzinfo=UTC)},
        texts={"fr": {"title": "Coudre ; ourler, finir", "summary": "Apportez un vêtement."}},
        place=place,
        audiences=["adultes", "familles"],
    )
    event = read(occurrence, image_url="https://agenda.ville.example/media/a.jpg")
    page = f"https://agenda.ville.example/fr/agenda/{occurrence.event.slug}/"
    assert values(event, "UID", "SUMMARY", "STATUS", "LOCATION", "DESCRIPTION", "URL", "TRANSP") == {
        "UID": f"occurrence-{occurrence.uuid}@maillage.brussels.example",
        "SUMMARY": "Coudre ; ourler, finir",
        "STATUS": "CONFIRMED",
        "LOCATION": "Maison Buanderie, place du Jeu de Balle 1, 1000 Bruxelles",
        "DESCRIPTION": "Apportez un vêtement.\n\nSonnez à droite.\n\n"
        f"Organisateur\u00a0: Maison de quartier Querelle\n\n{page}",
        "URL": page,
        "TRANSP": "TRANSPARENT",
    }
    assert event["SEQUENCE"] == 3
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == datetime(2099, 3, 1, 8, 30, 15, tzinfo=UTC)
    assert event["DTSTART"].params["TZID"] == event["DTEND"].params["TZID"] == "Europe/Brussels"
    assert event["DTSTART"].dt.astimezone(UTC) == occurrence.starts_at
    assert event["DTEND"].dt.astimezone(UTC) == occurrence.ends_at
    assert event["GEO"].ical_value == (50.837, 4.3457)
    assert event["CATEGORIES"].cats == ["Atelier", "Adultes", "Familles"]
    assert event["IMAGE"] == "https://agenda.ville.example/media/a.jpg"
    assert event["IMAGE"].params["FMTTYPE"] == "image/jpeg"


def test_two_readings_are_the_same_octets(db):
    occurrence = make_occurrence()
    assert vevent(occurrence, "fr", **SITE) == vevent(occurrence, "fr", **SITE)


def test_new_words_change_the_date_of_change(db):
    occurrence = make_occurrence({"changed_at": datetime(2020, 1, 1, tzinfo=UTC)})
    assert read(occurrence)["LAST-MODIFIED"].dt == occurrence.event.last_published_at.replace(microsecond=0)


@pytest.mark.parametrize(
    "state, language, prefix, status",
    [
        ("cancelled", "fr", "ANNULÉ – ", "CANCELLED"),
        ("cancelled", "nl", "GEANNULEERD – ", "CANCELLED"),
        ("cancelled", "en", "CANCELLED – ", "CANCELLED"),
        ("postponed", "fr", "REPORTÉ – ", "TENTATIVE"),
        ("postponed", "nl", "UITGESTELD – ", "TENTATIVE"),
        ("postponed", "en", "POSTPONED – ", "TENTATIVE"),
        ("scheduled", "fr", "", "CONFIRMED"),
    ],
)
def test_a_cancelled_or_postponed_date_says_so_first(db, state, language, prefix, status):
    occurrence = make_occurrence({"state": state, "reason_fr": "Dégât des eaux."}, texts={"fr": "Bal"})
    event = read(occurrence, language)
    assert values(event, "SUMMARY", "STATUS") == {"SUMMARY": f"{prefix}Bal", "STATUS": status}
    assert event["DESCRIPTION"].startswith("Dégât des eaux.")


def test_a_moved_date_keeps_its_uid_and_shows_its_own_place(db):
    occurrence = make_occurrence()
    before = read(occurrence)
    elsewhere = make_place("Salle communale de Haren", latitude=None, longitude=None)
    Occurrence.objects.update(
        starts_at=occurrence.starts_at + timedelta(days=1),
        ends_at=occurrence.ends_at + timedelta(days=1),
        place=elsewhere,
        moved=True,
        sequence=1,
    )
    after = read(Occurrence.objects.for_cards().get())
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt - before["DTSTART"].dt == timedelta(days=1)
    assert after["LOCATION"].startswith("Salle communale de Haren")
    assert "GEO" not in after


def test_a_confidential_place_is_shown_nowhere(db):
    place = make_place("Refuge des Lilas", street="rue Secrète 7", latitude=50.81111, confidential=True)
    place.texts.update(directions="Code 1234 à la porte verte.")
    body = vevent(make_occurrence(place=place), "fr", **SITE).replace("\r\n ", "")
    for secret in ("Lilas", "Secrète", "1234", "50.81", "LOCATION", "GEO"):
        assert secret not in body
    assert "L’adresse n’est pas publiée." in body


def test_an_online_event_does_not_give_its_meeting_away(db):
    occurrence = make_occurrence(**MEETING)
    assert read(occurrence)["LOCATION"] == "En ligne"
    assert "meet.example" not in vevent(occurrence, "fr", **SITE).replace("\r\n ", "")


def test_a_text_in_another_language_is_marked(db):
    occurrence = make_occurrence(texts={"nl": "Naaiatelier"})
    assert read(occurrence, "fr")["SUMMARY"].params["LANGUAGE"] == "nl"
    assert "LANGUAGE" not in read(occurrence, "nl")["SUMMARY"].params


def test_the_address_of_the_page_is_in_a_language_of_the_portal(db):
    occurrence = make_occurrence(texts={"ar": "خياطة", "fr": "Couture"})
    event = read(occurrence, "ar")
    assert event["SUMMARY"] == "خياطة"
    assert event["URL"] == f"https://agenda.ville.example/fr/agenda/{occurrence.event.slug}/"


@pytest.mark.parametrize(
    "title",
    [
        "Fête\r\nATTENDEE:mailto:x@y.example",
        "Fête\nEND:VEVENT\nBEGIN:VEVENT",
        "Fête\rSTATUS:CANCELLED",
        "Fête\x0bX-A:1\x0cX-B:2\x85X-C:3\u2028X-D:4",
        "\u202eetêF\x00\x1b",
        "C:\\Nord\\nuit;SUMMARY=x:y,z",
        "é" * 120,
        "🧵" * 120,
    ],
)
def test_a_title_cannot_break_out_of_its_line(db, title):
    occurrence = make_occurrence(texts={"fr": "Bal"})
    occurrence.event.texts.all()[0].title = title
    for text in occurrence.event.texts.all():
        text.title = title
        text.summary = title
    event = read(occurrence)
    assert set(event) == {
        "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "LOCATION", "GEO",
        "DESCRIPTION", "CATEGORIES", "TRANSP", "URL",
    }  # fmt: skip
    assert event["STATUS"] == "CONFIRMED"


def test_hours_around_the_changes_of_hour_are_the_same_instants(db):
    """Each half hour from the evening before to the noon after: 02:30 in March is not, 02:30 in October is twice."""
    occurrence = make_occurrence()
    for midnight in (datetime(2027, 3, 27, 23, tzinfo=UTC), datetime(2027, 10, 30, 22, tzinfo=UTC)):
        for half_hours in range(-4, 24):
            occurrence.starts_at = midnight + timedelta(minutes=30 * half_hours)
            occurrence.ends_at = occurrence.starts_at + timedelta(minutes=90)
            event = read(occurrence)
            assert event["DTSTART"].dt.astimezone(UTC) == occurrence.starts_at
            assert event["DTEND"].dt.astimezone(UTC) == occurrence.ends_at


def test_a_time_that_the_clock_shows_twice_is_written_in_utc(db):
    occurrence = make_occurrence()
    occurrence.starts_at = datetime(2027, 10, 30, 22, 30, tzinfo=UTC)  # 00:30
    occurrence.ends_at = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)  # 02:30, its first passage
    body = vevent(occurrence, "fr", **SITE)
    assert "DTSTART:20271030T223000Z\r\nDTEND:20271031T003000Z\r\n" in body


def test_a_date_without_length_has_no_end(db):
    occurrence = make_occurrence()
    occurrence.ends_at = occurrence.starts_at
    assert "DTEND" not in read(occurrence)


def test_a_registration_publishes_the_same_uids_and_takes_the_hours(db):
    event = publish_event(make_event(dates=[{"date": DAY, "rule": "FREQ=WEEKLY;COUNT=3"}]))
    dates = list(Occurrence.objects.for_cards().filter(event=event).in_order())
    body = registration_calendar(
        SimpleNamespace(state=RegistrationState.CONFIRMED),
        dates,
        language="nl",
        managing_url="https://agenda.ville.example/nl/inschrijving/x/",
        **SITE,
    )
    calendar = icalendar.Calendar.from_ical(body)
    assert calendar["METHOD"] == "PUBLISH"
    assert [str(block["UID"]) for block in calendar.walk("VEVENT")] == [str(read(date)["UID"]) for date in dates]
    assert {str(block["TRANSP"]) for block in calendar.walk("VEVENT")} == {"OPAQUE"}
    assert all("https://agenda.ville.example/nl/inschrijving/x/" in b["DESCRIPTION"] for b in calendar.walk("VEVENT"))
    # Without ATTENDEE nobody is asked to answer (RFC 5546 §3.2.1).
    assert "ATTENDEE" not in calendar.walk("VEVENT")[0]


@pytest.mark.parametrize(
    ("facts", "organizer"),
    [
        ({"email": "info@querelle.example"}, ("mailto:info@querelle.example", "Maison de quartier Querelle")),
        ({"email": "a&b+c%d@querelle.example"}, ("mailto:a&b+c%25d@querelle.example", "Maison de quartier Querelle")),
        (
            {"email": "info@q.example", "texts": {"fr": 'Les « 3 » ; "Amis", \r\nX:1'}},
            ("mailto:info@q.example", "Les « 3 » ; 'Amis', X:1"),
        ),
        ({"email": ""}, None),
        ({"email": "info@querelle.example", "published": False}, None),
    ],
)
def test_who_organises_is_said_with_a_public_address(db, facts, organizer):
    event = read(make_occurrence(organiser=make_partner(**facts)))
    assert "Organisateur\u00a0: " in event["DESCRIPTION"]
    said = event.get("ORGANIZER")
    assert (said and (str(said), said.params["CN"])) == organizer


def test_the_way_to_a_meeting_is_told_to_who_is_confirmed_only(db):
    occurrence = make_occurrence(**MEETING)
    bodies = {
        state: registration_calendar(SimpleNamespace(state=state), [occurrence], language="fr", **SITE)
        for state in (RegistrationState.CONFIRMED, RegistrationState.WAITING)
    }
    assert b"CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.example/secret" in bodies[RegistrationState.CONFIRMED]
    assert b"meet.example" not in bodies[RegistrationState.WAITING]


def test_a_cancelled_date_takes_nobodys_hours(db):
    occurrence = make_occurrence({"state": OccurrenceState.CANCELLED})
    assert read(occurrence, busy=True)["TRANSP"] == "TRANSPARENT"
