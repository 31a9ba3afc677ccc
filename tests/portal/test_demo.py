"""The demonstration city: complete, coherent, loaded once."""

import re
from collections import Counter
from datetime import timedelta
from io import BytesIO

import holidays
import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Sum
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader
from wagtail.models import ReferenceIndex

from events.attestations import presences
from events.coordination.drafts import load_drafts
from events.models import (
    AgendaRow,
    Attendance,
    Capacity,
    Event,
    EventKind,
    EventText,
    ExtraPlaces,
    LibraryDocument,
    Occurrence,
    Pathway,
    PathwayKind,
    Question,
    Registration,
    RegistrationLetter,
    RegistrationMode,
    ScheduleRule,
    SubmissionLetter,
    Theme,
)
from events.programme.parts import part_dates
from events.schedule import plan
from events.seats import locked, promote
from events.submission.states import PostState, standing
from partners.hours import timetable_of, timetable_of_service
from partners.hours_check import contradictions
from partners.models import Membership, Partner, PartnerKind, Place, Quartier, Service
from portal.accounts.models import User
from portal.demo.accounts import ACCOUNTS, PASSWORD, present
from portal.demo.files import read
from portal.demo.load import is_empty, load
from portal.kit.letters import LetterState
from portal.up.obstacles import Obstacle
from portal.up.stores import check_accounts
from tests.events.asking.asked import born, sent
from volunteers.models import Mission, SignUp

NBSP = "\u00a0"
EVENTS = 169
WORDS_FOR_A_DRAWING = {"fr": "Dessin", "nl": "Tekening", "en": "Drawing"}


pytestmark = [
    # The city is read in a transaction of its own: the mark puts this file before the tests that empty every table.
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a JPEG to the collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker, tmp_path_factory):
    """The city, loaded once for this file and rolled back after it."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with media, django_db_blocker.unblock(), transaction.atomic():
        assert is_empty()
        load()
        yield
        transaction.set_rollback(True)


def rows_of_everything():
    return {model._meta.label: model.objects.count() for model in apps.get_models() if model._meta.managed}


def calendar():
    """The events that were ever published: what partners have in preparation apart."""
    return Event.objects.exclude(first_published_at=None)


def slugs(model):
    return Counter(model.objects.values_list("slug", flat=True))


def test_every_row_of_the_files_is_there_once(city):
    for model, name in ((Quartier, "quartiers"), (Theme, "themes"), (Place, "places"), (Partner, "partners")):
        assert slugs(model) == Counter(row["slug"] for row in read(name))
    assert slugs(Event) == Counter(row["slug"] for name in ("events", "proposals") for row in read(name))
    assert Event.objects.filter(live=True).count() == EVENTS - 1
    assert calendar().filter(live=False).count() == 1  # its page answers that it is gone
    assert Quartier.objects.count() == 24
    assert Partner.objects.count() >= 30


def test_every_kind_partner_and_quartier_has_something(city):
    assert set(Event.objects.values_list("kind", flat=True)) == set(EventKind.values)
    assert set(Partner.objects.values_list("kind", flat=True)) == set(PartnerKind.values)
    assert not Partner.objects.filter(events=None).exists()


def test_the_directory_says_when_partners_are_open_and_what_they_do(city):
    for partner in Partner.objects.with_hours():
        partner.full_clean()
        assert timetable_of(partner).is_known, partner.slug
        rules, changes = list(partner.hours.all()), list(partner.changes.all())
        assert contradictions(rules, changes, seat_id=partner.place_id) == []
    assert {row["slug"] for row in read("services")} == set(Service.objects.values_list("slug", flat=True))
    for service in Service.objects.with_hours():
        service.full_clean()
        assert timetable_of_service(service).is_known, service.slug
        assert {"fr", "nl"} <= {text.language for text in service.texts.all()}
    assert Partner.objects.filter(kind="creche", enrolment_channel=None).count() == 0
    assert Place.objects.filter(confidential=True).exists()
    assert not Quartier.objects.filter(places__events=None).exclude(places__events__isnull=False).exists()


def test_every_event_has_dates_to_come_and_stands_in_the_agenda(city):
    gone = calendar().exclude(occurrences__starts_at__gte=timezone.now() - timedelta(days=1))
    assert {event.slug for event in gone} == {row["slug"] for row in read("events") if "marks" in row}
    assert AgendaRow.objects.filter(visible=True).count() == Occurrence.objects.published().count()
    for event in calendar():
        assert plan(event, now=timezone.now()) == plan(Event(), now=timezone.now())


def test_every_event_is_complete_in_french_and_dutch(city):
    for event in calendar().prefetch_related("texts"):
        by_language = {text.language: text for text in event.texts.all()}
        for language in ("fr", "nl"):
            text = by_language[language]
            assert text.title and 0 < len(text.summary) <= 300 and len(text.body) >= 1, event.slug
    assert Event.objects.filter(texts__language="en").count() >= 45


def test_an_event_can_be_edited_from_the_revision_that_was_published(city):
    event = Event.objects.get(slug=read("events")[0]["slug"])
    assert event.latest_revision_id == event.live_revision_id
    assert event.has_unpublished_changes is False
    event.full_clean()


def test_every_state_of_a_date_can_be_seen_with_its_reason(city):
    dates = Occurrence.objects.published()
    changed = dates.exclude(state="scheduled") | dates.filter(moved=True) | dates.exclude(place=None)
    states = Counter(date.state for date in changed)
    assert (states["cancelled"], states["postponed"]) == (4, 2)
    assert dates.exclude(previous_starts_at=None).count() == 2
    assert dates.exclude(place=None).count() == 1
    assert all(date.reason_fr and date.reason_nl for date in changed)
    called_off = Registration.objects.filter(occurrence__state="cancelled")
    assert called_off.filter(state="confirmed").exists()  # people whom somebody has to tell


def test_some_events_have_an_image_that_is_described(city):
    images = [event.image for event in Event.objects.exclude(image=None)]
    assert len(images) == 11
    for image in images:
        assert all(image.alt(language).startswith(word) for language, word in WORDS_FOR_A_DRAWING.items())
        assert image.has_focal_point()
        assert (image.width, image.height) == (1600, 1000)


def test_first_days_have_something_for_everybody(city):
    now = timezone.now()
    monday = timezone.localdate(now) - timedelta(days=timezone.localdate(now).weekday())
    ahead = Occurrence.objects.published().upcoming(now).filter(starts_at__date__lte=monday + timedelta(days=13))
    kinds = ahead.filter(starts_at__iso_week_day__gte=5).values_list("event__kind", flat=True)
    assert Counter(kinds).keys() >= {"festival", "fete", "jeunesse", "visite"}
    later = Occurrence.objects.published().filter(starts_at__gt=now + timedelta(weeks=18))
    assert later.values("event").distinct().count() >= 12


def test_no_date_falls_on_a_public_holiday(city):
    off = holidays.country_holidays("BE", years=range(timezone.localdate().year, timezone.localdate().year + 4))
    assert [date for date in Occurrence.objects.filter(moved=False) if date.rule_day in off] == []


def test_counters_equal_the_seats_and_nobody_waits_who_could_come(city):
    for capacity in Capacity.objects.filter(need=None).annotate(persons=Sum("seats__persons")):
        assert capacity.taken + capacity.waiting == (capacity.persons or 0)
        assert capacity.limit is None or capacity.taken <= capacity.limit
    for capacity in Capacity.objects.filter(waiting__gt=0):
        confirmed = capacity.seats.filter(registration__state="confirmed").aggregate(all=Sum("persons"))["all"]
        assert confirmed == capacity.taken == capacity.limit
        assert promote(locked([capacity.pk]), now=timezone.now()) == []


@pytest.mark.parametrize("row", [row for row in read("events") if "seats" in row], ids=lambda row: row["slug"])
def test_as_many_are_registered_as_the_file_says(city, row):
    event = Event.objects.get(slug=row["slug"])
    if event.registration_mode == RegistrationMode.WHOLE:
        capacity = event.capacity
    else:
        upcoming = event.occurrences.filter(starts_at__gt=timezone.now(), starts_at__lt=timezone.now() + timedelta(56))
        capacity = getattr(upcoming.in_order().first(), "capacity", None)
    if capacity:  # an event of today may have begun, one of the far future has nobody yet
        assert capacity.taken + capacity.waiting == round(row["filled"] * row["seats"])


def test_people_are_invented_and_each_is_reached_once(city):
    assert not Registration.objects.exclude(email="").exclude(email__endswith=".example").exists()
    assert not Registration.objects.exclude(phone="").exclude(phone__startswith="+3225550").exists()
    states = set(RegistrationLetter.objects.values_list("state", flat=True))
    assert states == {LetterState.SENT, LetterState.CALLED, LetterState.TO_CALL}
    told_later = ("notice", "attestation")
    assert RegistrationLetter.objects.exclude(kind__in=told_later).count() == Registration.objects.count()
    told = RegistrationLetter.objects.filter(kind="notice").exclude(address="")
    assert set(told.values_list("state", flat=True)) == {LetterState.SENT}
    assert not RegistrationLetter.objects.filter(state=LetterState.SENT, address="").exists()


def test_accounts_sign_in_with_the_published_password(city):
    assert [account.email for account in present()] == [account.email for account in ACCOUNTS]
    for user in User.objects.filter(email__endswith="@demo.test"):
        assert user.check_password(PASSWORD)
        assert not user.is_superuser
        assert EmailAddress.objects.get(user=user).verified
    editor = User.objects.get(email="redaction@demo.test")
    assert editor.has_perms(["wagtailadmin.access_admin", "events.publish_event"])
    partner = User.objects.get(email="association@demo.test")
    assert not partner.has_perm("wagtailadmin.access_admin")
    assert Membership.objects.get(user=partner).role == "manager"


def indexed():
    """What Wagtail's two indexes hold: references, and words in no order, as the texts of an event have none."""
    references = ReferenceIndex.objects.values_list("content_type", "object_id", "to_object_id", "content_path")
    entries = apps.get_model("wagtailsearch.IndexEntry").objects
    rows = entries.values_list("content_type", "object_id", "title", "autocomplete", "body")
    # PostgreSQL writes 'word':position,position beside each.
    words = [(*row[:2], *(sorted(re.sub(r":[\dA-D,]+", "", text or "").split()) for text in row[2:])) for row in rows]
    return sorted(references), sorted(words)


@pytest.mark.indexed
def test_the_indexes_hold_what_saving_row_by_row_leaves_there(city):
    before = indexed()
    assert Event.objects.count() + Partner.objects.count() < len(before[0])
    for model in (Event, Partner, Place, Quartier, Theme):
        for row in model.objects.order_by("pk")[:2]:
            row.save()
    assert indexed() == before


def test_a_festival_has_a_programme_and_trainings_say_all_they_can(city):
    festival = Event.objects.get(slug="laeken-en-scene")
    parts = list(part_dates(festival))
    assert (festival.parts.count(), festival.stalls.count()) == (12, 5)
    assert len({timezone.localdate(part.starts_at) for part in parts}) == 2
    assert len({part.event.stage for part in parts} - {""}) == 3
    trained = Event.objects.exclude(trainers=None).exclude(frameworks=None).filter(gives_attestation=True).distinct()
    assert trained.count() == 2
    assert not EventText.objects.filter(event__in=trained, language__in=["fr", "nl"], objectives="").exists()
    assert ScheduleRule.objects.filter(skips_public_holidays=True, skips_school_holidays="both").count() == 1


def test_what_registering_can_ask_is_to_be_seen(city):
    terms = Event.objects.in_bulk(field_name="slug")
    family, visit = terms["theatre-d-ombres-en-famille"], terms["les-marolles-en-classe"]
    assert (family.participants, family.childcare_seats, family.asks_image_consent) == ("birth", 6, True)
    extra = ExtraPlaces.objects.filter(event=family, occurrence=family.occurrences.in_order().first())
    assert sorted(extra.values_list("option", "capacity__limit")) == [
        ("", 6),
        ("geant", 6),
        ("heron", 12),
        ("tram", 12),
    ]
    assert (visit.participants, visit.group_max, visit.questions.count()) == ("names", 28, 2)
    course, quiet = terms["orienter-sans-perdre-le-fil"], terms["un-apres-midi-pour-souffler"]
    assert (course.admission, course.approval, course.paid_leave) == ("professionals", "employer", True)
    assert (quiet.women_only, quiet.pseudonyms, quiet.sensitive, quiet.interpreter_days) == (True, True, True, 5)
    plot = terms["un-carre-de-potager-pour-la-saison"]
    assert timezone.now() < plot.draw_at < plot.occurrences.in_order().first().starts_at
    for question in Question.objects.all():
        assert question.label_fr and question.label_nl
        assert all(option["fr"] and option["nl"] for option in question.options)


def test_a_training_that_is_over_has_marks_and_attestations_given_and_to_give(city):
    (row,) = [row for row in read("events") if "marks" in row]
    event = Event.objects.get(slug=row["slug"])
    assert event.occurrences.count() == 3 and not event.occurrences.filter(ends_at__gt=timezone.now()).exists()
    assert Attendance.objects.filter(occurrence__event=event).count() == 3 * len(row["marks"]) == 27
    reached = [each for each in presences(event) if each.reaches(event.attendance_threshold)]
    assert (len(reached), event.attestations.count()) == (6, 3)
    assert not event.registrations.filter(created_at__gt=event.occurrences.first().starts_at).exists()
    assert User.objects.get(email="formation@demo.test").memberships.get().partner == event.organiser


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_family_a_class_and_a_social_worker_can_register(city, client, language):
    events = Event.objects.in_bulk(field_name="slug")
    family, visit = events["theatre-d-ombres-en-famille"], events["les-marolles-en-classe"]
    course = events["orienter-sans-perdre-le-fil"]
    figure, year = (event.questions.get(kind="choice").uuid.hex for event in (family, visit))
    parent = {"p0_name": "Zohra Ben Ali", "p0_birth": born(34, family), f"p0_q_{figure}": "heron"}
    child = {"p1_name": "Ilyas Ben Ali", "p1_birth": born(7, family), f"p1_q_{figure}": "heron"}
    small = {"children": "1", "c0_name": "Lina Ben Ali", "c0_birth": born(2, family)}
    care = {"parental": "on", "emergency_phone": "0470 12 34 56", "may_collect": "Zohra Ben Ali"}
    employer = {"approver_name": "Rosa Maes", "approver_email": "rosa@cpas.example", "employer": "CPAS"}
    typed = {
        family: {"people": "2", **parent, **child, **small, **care},
        visit: {"people": "1", "organisation": "École 5", "party_size": "24", "names": "", f"q_{year}": "primaire"},
        course: {"professional": "on", "function": "AS", "organisation": "CPAS", "party_size": "1", **employer},
    }
    email = f"zohra-{language}@courriel.example"
    for event, facts in typed.items():
        with translation.override(language):
            path = reverse("inscription", args=[event.slug])
        assert client.get(path).status_code == 200
        answer = client.post(path, sent(event, language=language, email=email, **facts))
        assert answer.status_code == 302, answer.context["form"].errors
    made = Registration.objects.filter(email=email).order_by("pk")
    assert list(made.values_list("state", "party_size")) == [("confirmed", 2), ("confirmed", 24), ("pending", 1)]


def test_each_kind_of_pathway_leads_somewhere_and_documents_open(city, client):
    assert set(Pathway.objects.values_list("kind", flat=True)) == set(PathwayKind.values)
    for row in read("pathways"):
        pathway = Pathway.objects.get(slug=row["slug"])
        assert list(pathway.steps.order_by("sort_order").values_list("event__slug", flat=True)) == row["steps"]
    assert LibraryDocument.objects.published().count() == len(read("documents")) == 3
    for document in LibraryDocument.objects.select_related("document"):
        pages = PdfReader(BytesIO(b"".join(client.get(document.document.url)))).pages
        assert (
            document.document.title.split() == pages[0].extract_text().split()[: len(document.document.title.split())]
        )


def test_partners_have_something_in_preparation_and_moderators_something_to_read(city):
    now = timezone.now()
    rows = {row["slug"]: row.get("act") for row in read("proposals")}
    found = {slug: standing(Event.objects.get(slug=slug), now=now)[0] for slug in rows}
    wanted = {"submit": PostState.READING, "changes": PostState.CHANGES, None: PostState.DRAFT}
    assert found == {slug: wanted[act] for slug, act in rows.items()}
    drafts, _left_out = load_drafts()
    assert {draft.slug for draft in drafts} == set(rows)
    assert all(draft.rules for draft in drafts)
    assert not SubmissionLetter.objects.exclude(state=LetterState.SENT).exists()
    for event in Event.objects.filter(slug__in=rows):
        assert event.organiser.memberships.filter(user=event.latest_revision.user).exists()


def test_second_load_adds_nothing(city):
    before = rows_of_everything()
    load()
    assert rows_of_everything() == before


def test_an_event_whose_address_changed_is_not_loaded_again(city):
    with transaction.atomic():
        event = Event.objects.get(slug=read("events")[0]["slug"])
        event.slug = "autre-adresse"
        event.save()
        load()
        assert calendar().count() == EVENTS
        transaction.set_rollback(True)


def test_production_refuses_demonstration_and_its_accounts(city, settings):
    check_accounts()
    settings.MAILLAGE_PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("demo")
    with pytest.raises(Obstacle, match="demonstration accounts"):
        check_accounts()


def test_the_directory_has_something_to_confirm_report_and_decide(city):
    partner = Partner.objects.get(slug="association-femmes-du-monde")
    assert list(Partner.objects.due(timezone.now())) == [partner]
    assert partner.error_reports.count() == 1
    assert (partner.access_requests.count(), Partner.objects.filter(access_requests__state="asked").count()) == (0, 1)


def test_missions_have_shifts_and_the_volunteer_has_two(city):
    assert Mission.objects.open_to_all(timezone.now()).count() == 10
    for capacity in Capacity.objects.filter(need__isnull=False):
        assert capacity.taken == SignUp.objects.confirmed().filter(need__capacity=capacity).count()
    assert SignUp.objects.confirmed().filter(volunteer__email="benevole@demo.test").count() == 2
