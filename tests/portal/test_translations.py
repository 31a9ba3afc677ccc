"""Nothing that people read stays in French on a Dutch or English page, or in a Dutch or English letter."""

import re
from datetime import timedelta
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation.trans_real import DjangoTranslation

from events import occurrences
from events.letters import tell
from events.messages.changes import Standing
from events.messages.composing import compose
from events.models import Approval, Attestation, OrganiserMessage, RegistrationMode
from events.querysets import LETTER_STATES
from events.registration import register
from partners.freshness.monthly import ask_due
from partners.freshness.reviewing import review_path
from partners.models import ErrorReport, Orientation, Reception, Review, Service
from partners.orientation.answering import ask
from partners.orientation.links import person_path, service_path
from partners.orientation.sending import Details, send
from tests.factories import make_event, make_partner, make_place, make_quartier, make_service, make_user, publish_event

LOCALE = Path(settings.LOCALE_PATHS[0])
OWN = ("account_email", "mfa_list_webauthn", "account_reauthenticate", "espace-calendrier", "espace-efface")
PLACEHOLDER = re.compile(r"%\(\w+\)s|%s|\{\w+\}|<[^>]+>")


def catalogue(language):
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def forms(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_text_is_translated(language):
    entries = [entry for entry in catalogue(language) if not entry.obsolete]
    assert len(entries) > 200
    assert [entry.msgid for entry in entries if "fuzzy" in entry.flags or not all(forms(entry))] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_translation_keeps_what_is_filled_in(language):
    for entry in catalogue(language):
        wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
        for form in forms(entry):
            assert set(PLACEHOLDER.findall(form)) <= wanted, entry.msgid
        assert wanted <= set(PLACEHOLDER.findall(" ".join(forms(entry)))), entry.msgid


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_compiled_catalogue_is_the_written_one(language):
    written = catalogue(language)
    compiled = polib.mofile(str(LOCALE / language / "LC_MESSAGES" / "django.mo"))
    assert {(entry.msgctxt, entry.msgid): forms(entry) for entry in compiled} == {
        (entry.msgctxt, entry.msgid): forms(entry) for entry in written.translated_entries()
    }


@pytest.fixture
def untranslated(monkeypatch):
    """Records what is asked for in Dutch or English and is in no catalogue of that language."""
    own = {language: {entry.msgid for entry in catalogue(language)} for language in ("nl", "en")}
    dutch = translation.trans_real.translation("nl")._catalog
    missing = set()

    def note(self, message):
        language = self.language()
        if language not in own or not message or self._catalog.get(message) is not None:
            return
        if message == "exact":  # django-filter looks its lookups' names up, and shows none of them
            return
        # Django's and allauth's own messages are English already.
        if language == "en" and message not in own["nl"] and dutch.get(message) is not None:
            return
        missing.add((language, message))

    def watched(name):
        given = getattr(DjangoTranslation, name)

        def method(self, message, *args):
            if name == "gettext":
                note(self, message)
            return given(self, message, *args)

        return method

    monkeypatch.setattr(DjangoTranslation, "gettext", watched("gettext"), raising=False)
    return missing


@pytest.fixture
def city(site):
    """One of each thing that has a page."""
    quartier = make_quartier()
    place = make_place(quartier=quartier, features={"entree": "yes", "parking": "no"})
    partner = make_partner(quartier=quartier, place=place, phone="+3225550101", email="m@exemple.test")
    facts = {"organiser": partner, "place": place, "languages": ["fr", "ar"], "audiences": ["enfants", "femmes"]}
    texts = {"fr": "Atelier vélo", "ar": "ورشة"}
    event = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=3, texts=texts, **facts))
    quiet = {"sensitive": True, "pseudonyms": True, "women_only": True, "interpreter_days": 1}
    whole = publish_event(
        make_event(kind="formation", registration_mode=RegistrationMode.WHOLE, seats=1, **quiet, **facts)
    )
    closed = publish_event(
        make_event(
            registration_mode=RegistrationMode.DATE, seats=3, registration_closes_at=timezone.now(), is_free=False,
            price=5, age_min=6, age_max=12, childcare=True, accessibility={"lsfb": "yes"}, **facts,
        )
    )  # fmt: skip
    gone = publish_event(make_event(**facts))
    gone.unpublish()
    service = make_service(partner=partner)
    Reception.objects.create(service=service, email="accueil@exemple.test", asks_age=True)
    worker = make_user("ines@exemple.test", partner=partner, groups=["Accueil", "Administration"])
    about = {"name": "Nadia", "need": "Parler avec l’école.", "language": "fr", "reaching": "person", "consent": "Oui."}
    orientation = send(service, worker=worker, details=Details(**about), now=timezone.now())
    ask(orientation, words="Quand ?", now=timezone.now())
    ErrorReport.objects.create(partner=partner, words="Fermé le lundi")
    ask_due()
    return {
        "worker": worker,
        "quartier": quartier,
        "partner": partner,
        "event": event,
        "whole": whole,
        "closed": closed,
        "gone": gone,
    }


def paths(city, language):
    words = {
        "nl": ("gids", "wijken", "vrijwilligers", "inschrijving", "mijn-ruimte", "opleidingen"),
        "en": ("directory", "neighbourhoods", "volunteering", "registration", "my-space", "trainings"),
    }
    directory, quartiers, volunteering, registration, space, trainings = words[language]
    event, slug = city["event"], city["event"].slug
    yield from ("", "agenda/", "agenda/?gratuit=1&q=zz&quand=nonsense", f"{directory}/", f"{quartiers}/")
    yield from (f"{volunteering}/", f"{trainings}/", f"{space}/", "rien-du-tout/")
    yield f"{directory}/{city['partner'].slug}/"
    yield f"{quartiers}/{city['quartier'].slug}/"
    for name in ("event", "whole", "closed", "gone"):
        yield f"agenda/{city[name].slug}/"
        yield f"agenda/{city[name].slug}/{registration}/"
    yield f"agenda/{slug}/?texte=ar"
    desk = translation.override(language)
    with desk:
        for name in ("accessibilite", "donnees-personnelles", "accueil", "account_login", "account_logout", *OWN):
            yield reverse(name).removeprefix(f"/{language}/")
        for name in ("accueil-activite", "appels"):
            yield reverse(name, args=[event.slug]).removeprefix(f"/{language}/")
        yield from (path.removeprefix(f"/{language}/") for path in freshness_and_orientation(city["partner"]))


def freshness_and_orientation(partner):
    """What keeps the directory true, and what sends people to services, in the active language."""
    orientation, service = Orientation.objects.get(), Service.objects.get()
    yield from (reverse(name, args=[partner.slug]) for name in ("partenaire-signaler", "partenaire-fiche"))
    yield from (reverse(name, args=[partner.slug]) for name in ("partenaire-orientations", "orienter-chez"))
    yield from (reverse(name) for name in ("orientations", "coordination-orientations"))
    yield from (reverse("orienter", args=[service.slug]), reverse("orientation", args=[orientation.uuid]))
    yield from (review_path(Review.objects.get()), service_path(orientation), person_path(orientation.person))
    yield reverse("orientation-service", args=["2" * 30])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_page_asks_for_a_text_without_translation(client, city, untranslated, language):
    client.force_login(city["worker"])
    for path in paths(city, language):
        response = client.get(f"/{language}/{path}")
        assert response.status_code in {200, 302, 404, 410}, path
    with translation.override(language):
        new = list(freshness_and_orientation(city["partner"]))
    for path in new:
        assert client.get(path).status_code == (200 if path != new[-1] else 404), path
    for path in new:
        client.post(path)
    wrong = client.post(
        f"/{language}/agenda/{city['event'].slug}/{'inschrijving' if language == 'nl' else 'registration'}/"
    )
    assert wrong.status_code == 200
    assert untranslated == set()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_letter_asks_for_a_text_without_translation(city, untranslated, language):
    event = city["event"]
    registration = register(
        event, occurrence=event.occurrences.get(), name="Amina", email="a@exemple.test", phone="", party_size=2,
        language=language, now=timezone.now(),
    ).registration  # fmt: skip
    subjects = []

    def write(kind, *, once="", message=None, **facts):
        """One more letter of this kind, as it would leave now."""
        until = timezone.now() + timedelta(days=1)
        rows = type(registration).objects.filter(pk=registration.pk)
        rows.update(state=LETTER_STATES[kind][0], offered_until=until)
        registration.refresh_from_db()
        letter = tell(registration, kind, **facts)
        letter.once, letter.organiser_message = once, message
        if kind == "approval":
            letter.address = registration.approval.approver_email  # it goes to nobody else
        with translation.override(language):
            subjects.append(compose(letter)[0])
        letter.delete()

    Approval.objects.create(registration=registration, approver_name="Lena", approver_email="lena@exemple.test")
    paper = Attestation.objects.create(
        year=2026, number=1, event=event, registration=registration, name="Amina", language=language,
        minutes_scheduled=60, minutes_attended=60,
    )  # fmt: skip
    date = event.occurrences.get()
    day = timezone.localdate(date.starts_at).isoformat()
    was = Standing.of(date).keep() | {"state": "postponed"}
    facts = {
        "attestation": {"attestations": [paper.pk]},
        "notice": {"was": {str(date.pk): was}, "reasons": []},
        "reminder": {"once": f"{day}:7"},
        "reconfirm": {"once": day},
        "message": {"message": OrganiserMessage.objects.create(event=event, subject_fr="Objet", text_fr="Texte")},
    }
    for kind in LETTER_STATES.keys() - {"thanks"}:
        write(kind, **facts.get(kind, {}))
    dates = type(date).objects.filter(pk=date.pk)
    stood = {"starts_at": date.starts_at, "state": "scheduled", "in_schedule": True, "place": None}
    changed = [
        {"starts_at": date.starts_at - timedelta(hours=1)},
        {"place": make_place("Ailleurs")},
        {"starts_at": date.starts_at - timedelta(hours=1), "place": make_place("Plus loin")},
        {"state": "cancelled"},
        {"in_schedule": False},
    ]
    was = {str(date.pk): Standing.of(date).keep()}
    for change in changed:
        dates.update(**{**stood, **change})
        write("notice", was=was, reasons=[])
    dates.update(**{**stood, "starts_at": timezone.now() - timedelta(hours=2), "ends_at": timezone.now()})
    write("thanks")
    dates.update(**{**stood, "ends_at": date.ends_at})
    write("link", asked=4)
    write("waiting", left=1)
    occurrences.postpone(event.occurrences.get(), reason={"fr": "Inondation.", "nl": "Overstroming."})
    write("confirmed")
    occurrences.cancel(event.occurrences.get(), reason={"fr": "Inondation.", "nl": "Overstroming."})
    write("confirmed")
    assert len(set(subjects)) == len(LETTER_STATES) + 6
    assert untranslated == set()
