"""Words, as they are indexed and asked."""

import pytest

from events.agenda.fulltext import asked_words, find_events, words_of
from events.catalogue import event_changed
from events.models import AgendaText, EventText
from tests.factories import make_event, make_partner, make_place, publish_event


def test_words_lose_case_accents_and_ligatures():
    assert words_of("L’Œuvre d’Été, straße 3D — Łódź") == ["l", "oeuvre", "d", "ete", "strasse", "3d", "lodz"]


def test_arabic_words_lose_vowel_signs_and_strokes():
    assert words_of("مَرْحَبًا الـعود") == ["مرحبا", "العود"]


def test_small_words_are_asked_only_when_alone():
    assert asked_words("l’atelier de la couture de") == ("atelier", "couture")
    assert asked_words("de la") == ("de", "la")
    assert asked_words("!!! \u0000 ") == ()
    assert len(asked_words(" ".join(f"mot{number}" for number in range(50)))) == 8


def find(query):
    return find_events(asked_words(query))


@pytest.fixture
def event(db, clock):
    texts = {
        "fr": {"title": "Fête de l’Œuvre", "summary": "Entrée par la cour", "body": "Une bête <b>court</b>&nbsp;vite."},
        "ar": {"title": "آلة العُود"},
    }
    organiser, place = make_partner("Maison Mosaïque"), make_place("Salle Horta")
    return publish_event(make_event(texts=texts, organiser=organiser, place=place))


@pytest.fixture
def indexed(event):
    event_changed(event.pk)
    return event


@pytest.mark.parametrize("query", ["fete", "FÊTE", "oeuv", "œuvre bête", "entrée vite", "mosaique", "horta", "الة"])
def test_words_and_their_beginnings_are_found(indexed, query):
    assert find(query) == {indexed.pk}


@pytest.mark.parametrize("query", ["fetes", "uvre", "fête العود", "ourt", "nbsp", "paragraph", "fr"])
def test_other_words_are_not(indexed, query):
    assert find(query) == set()


@pytest.mark.parametrize(
    "query", ['"fete', "fete OR rien", "fete*", "NEAR(fete)", "fete:", "fete' | 'x", "fete & !court"]
)
def test_operators_are_only_words(indexed, query):
    everything_is_there = set(asked_words(query)) <= {"fete", "court"}
    assert find(query) == ({indexed.pk} if everything_is_there else set())


def test_a_confidential_place_is_not_found_by_its_name(event):
    event.place.confidential = True
    event.place.save()
    event_changed(event.pk)
    assert find("horta") == set()


def test_the_index_follows_changes_and_deletion(indexed):
    EventText.objects.filter(event=indexed, language="fr").update(title="Bal")
    event_changed(indexed.pk)
    assert (find("bal"), find("fete")) == ({indexed.pk}, set())
    pk = indexed.pk
    indexed.delete()
    event_changed(pk)
    assert find("bal") == set()
    assert not AgendaText.objects.exists()
