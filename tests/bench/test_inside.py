"""What the bench is told from the inside is what the portal has."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bench import inside, inside_directory_import, inside_organiser
from events.models import Event
from events.registration import register
from tests.factories import make_event, make_partner, make_place, publish_event

pytestmark = pytest.mark.django_db


def test_only_what_can_be_found_counts_as_size():
    publish_event(make_event(dates=[timezone.localdate() + timedelta(days=number) for number in (1, 2)]))
    make_event()
    assert inside.sizes() == {"events": 1, "dates": 2}


def test_registrations_are_counted_by_state_with_places_and_letters(django_capture_on_commit_callbacks):
    make_partner()
    make_place()
    opened = inside.open_event(seats=2)
    event = Event.objects.get(slug=opened["slug"])
    date = event.occurrences.get()
    assert opened["date"] == str(date.uuid)
    for name in ("Amina", "Basile", "Chloé"):
        register(
            event, occurrence=date, name=name, email=f"{name[0]}@exemple.test", phone="", party_size=1, language="fr",
            now=timezone.now(),
        )  # fmt: skip
    assert inside.registered(slug=opened["slug"]) == {
        "rows": 3,
        "confirmed": 2,
        "taken": 2,
        "waiting": 1,
        "letters": 3,
        "sent": 0,
        "extra_taken": 0,
        "participants": 0,
    }


def test_groups_that_wait_are_all_promoted_by_a_raised_limit():
    make_partner()
    make_place()
    done = inside.promote_groups(number=5)
    assert done.pop("seconds") > 0
    assert done == {"promoted": 5, "persons": 16, "taken": 16, "letters": 5}


def test_attestations_are_counted_with_their_numbers_and_letters():
    make_partner()
    make_place()
    found = inside.attest(people=3)
    counted = {name: found[name] for name in ("issued", "numbers", "letters")}
    assert counted == {"issued": 3, "numbers": 3, "letters": 3}


def test_an_organiser_s_list_and_files_are_measured_whole():
    make_partner()
    make_place()
    found = inside_organiser.organise(people=12)
    assert found["rows"] == 12
    assert found["queries"]["few"] == found["queries"]["many"] > 0
    assert min(found["page"], *found["exported"].values(), found["memory"]) > 0
    listed = inside_organiser.organised_events()
    assert (listed["events"], listed["queries"] > 0) == (2, True)


def test_rows_and_queries_of_a_page_are_counted(site):
    for _event in range(3):
        publish_event(make_event())
    [[path, shown, queries]] = inside.queries(paths=["/fr/agenda/"])
    assert (path, shown) == ("/fr/agenda/", [3, 0, 0, 0])
    assert 1 <= queries <= 12


def test_a_page_that_is_not_there_is_no_figure():
    with pytest.raises(RuntimeError, match="404"):
        inside.queries(paths=["/fr/agenda/nulle-part/"])


def test_every_page_has_an_address_that_answers(site):
    publish_event(make_event(registration_mode="date", seats=3))
    found = inside.addresses(each=2)
    assert {len(paths) > 0 for page, paths in found.items() if page != "quartier"} == {True}
    paths = [path for paths in found.values() for path in paths]
    assert len(inside.queries(paths=paths)) == len(paths)


def test_reminders_are_counted_and_planning_again_adds_none():
    make_partner()
    make_place()
    done = inside.plan_reminders(**inside.await_reminders(number=5))
    assert 0 < done.pop("longest") < done.pop("seconds")
    assert done == {"written": 5, "again": 0}


def test_a_table_is_known_again():
    found = inside_directory_import.import_table(lines=2)
    assert (found["lines"], found["unknown"]) == (2, 0)
