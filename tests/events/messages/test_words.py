"""Staff's own words, the neutral letters of sensitive events, and the preview beside the form."""

import re

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from events.editing.fields import DaysBeforeField
from events.messages.preview import preview_context
from events.messages.words import check_fields
from events.models import Event, MessageKind, MessageText, RegistrationLetter, RegistrationMode
from events.querysets import LETTER_STATES
from tests.events.booking import book
from tests.factories import make_event, make_partner, make_place, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return publish_event(
        make_event(
            registration_mode=RegistrationMode.DATE,
            seats=20,
            organiser=make_partner("Maison Querelle"),
            place=make_place("Centre des Violences", street="rue du Lac 1"),
            texts={"fr": "Groupe de parole", "nl": "Praatgroep", "en": "Support group"},
        )
    )


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


def words(letter, language="fr"):
    with translation.override(language):
        subject, text, html, attachments = RegistrationLetter.objects.get(pk=letter.pk).compose()
    return plain(subject), plain(text), plain(html), attachments


def say(**facts):
    text = MessageText(**{"kind": "confirmed", "language": "fr"} | facts)
    text.full_clean()
    text.save()
    return text


def test_own_words_stand_in_place_of_the_built_in_ones_and_facts_stay(event):
    say(
        subject="Bienvenue à {activite}",
        introduction="Bonjour à vous, {nom}.\n\nRendez-vous {date}\n{lieu}, chez {organisateur}.",
    )
    subject, text, html, _attachments = words(book(event, "Amina").letters.get())
    assert subject == "Bienvenue à Groupe de parole"
    assert "C’est noté." not in text and "C’est noté." not in html
    for body in (text, html):
        assert "Bonjour à vous, Amina." in body and "chez Maison Querelle" in body
        assert "/fr/inscription/" in body and "rue du Lac 1" in body
    assert "<p>Bonjour à vous, Amina.</p>" in html


def test_each_language_and_each_part_falls_back_to_the_built_in_words(event):
    say(subject="Bienvenue")
    letter = book(event, "Amina").letters.get()
    assert words(letter)[0] == "Bienvenue" and "C’est noté." in words(letter)[1]
    assert words(letter, "en")[0] != "Bienvenue"


def test_words_for_one_event_come_before_those_for_all(event):
    say(subject="Pour tous", introduction="Les phrases de tous.")
    say(subject="Pour celle-ci", event=event)
    letter = book(event, "Amina").letters.get()
    assert words(letter)[0] == "Pour celle-ci" and "Les phrases de tous." in words(letter)[1]
    other = publish_event(make_event(registration_mode=RegistrationMode.DATE))
    assert words(book(other, "Bram").letters.get())[0] == "Pour tous"


def test_what_is_filled_in_is_neither_markup_nor_a_field(event):
    say(introduction="Bonjour {nom} <b>vous</b>")
    letter = book(event, "{activite}", email="a@exemple.test").letters.get()
    _subject, text, html, _attachments = words(letter)
    assert "Bonjour {activite} <b>vous</b>" in text and "&lt;b&gt;vous&lt;/b&gt;" in html


@pytest.mark.parametrize("text", ["{prenom}", "{nom", "nom}", "{}", "{nom.__class__}"])
def test_other_fields_are_refused_in_words(text):
    with pytest.raises(ValidationError):
        check_fields(text)


def test_one_text_per_letter_language_and_event(event):
    say(subject="Un")
    with pytest.raises(ValidationError):
        say(subject="Deux")
    with pytest.raises(ValidationError):
        say(language="nl")


def test_of_a_sensitive_event_no_letter_says_what_it_is(event):
    Event.objects.update(sensitive=True)
    say(subject="{activite}", introduction="{activite} chez {organisateur}, {lieu}")
    registration = book(event, "Amina")
    said = re.compile("parole|Praatgroep|Support group|Querelle|Violences|groupe-de-parole", re.IGNORECASE)
    day = timezone.localdate(event.occurrences.get().starts_at)
    told = 0
    for kind, states in LETTER_STATES.items():
        if kind in ("attestation", "approval", "message"):
            continue
        facts, once = _facts(kind, event), f"{day}:7" if kind in ("reminder", "reconfirm") else ""
        type(registration).objects.filter(pk=registration.pk).update(state=states[0], offered_until=timezone.now())
        letter = RegistrationLetter(registration=registration, kind=kind, language="fr", facts=facts, once=once)
        letter.registration.refresh_from_db()
        if kind == "thanks":
            continue
        for language in ("fr", "nl", "en"):
            with translation.override(language):
                subject, text, html, attachments = letter.compose()
            assert not said.search(subject) and not said.search(text) and not said.search(html), (kind, language)
            for _name, content, _type in attachments:
                assert not said.search(content.decode()), kind
            told += 1
        with translation.override("fr"):
            assert plain(letter.compose()[0]).startswith("Votre rendez-vous du ")
    assert told > 30
    assert "rue du Lac 1" in text


def _facts(kind, event):
    from events.messages.changes import Standing

    if kind != "notice":
        return {"left": 1} if kind == "fewer" else {}
    date = event.occurrences.get()
    was = Standing.of(date).keep() | {"place": make_place("Violences bis", street="rue de la Mer 2").pk}
    return {"was": {str(date.pk): was}, "reasons": []}


def test_the_calendar_of_a_sensitive_date_keeps_its_uid_and_hours(event):
    registration = book(event, "Amina")
    letter = registration.letters.get()
    (open_entry,) = icalendar.Calendar.from_ical(words(letter)[3][0][1]).walk("VEVENT")
    Event.objects.update(sensitive=True)
    (entry,) = icalendar.Calendar.from_ical(words(letter)[3][0][1]).walk("VEVENT")
    assert (entry["UID"], entry.start, entry.end) == (open_entry["UID"], open_entry.start, open_entry.end)
    assert entry["SUMMARY"] == "Rendez-vous" and "LOCATION" not in entry and "URL" not in entry


@pytest.mark.parametrize("kind", MessageKind.values)
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_every_letter_has_a_preview_of_its_true_self(event, kind, language):
    shown = preview_context(MessageText(kind=kind, language=language, introduction="Voici {activite}."))
    title = {"fr": "Groupe de parole", "nl": "Praatgroep", "en": "Support group"}[language]
    assert f"Voici {title}." in shown["plain"] and f"Voici {title}." in shown["html"]
    assert "Amina Diallo" in shown["plain"]
    assert shown["subject"]


def test_without_an_event_the_preview_says_why_it_is_empty(db):
    assert preview_context(MessageText(kind="confirmed", language="fr")) == {"subject": "", "html": "", "plain": ""}


class TestAdmin:
    LIST = "/admin/snippets/events/messagetext/"

    def test_a_translator_writes_a_text_and_sees_the_letter(self, client, event):
        client.force_login(make_user(groups=["Traduction"]))
        assert "<code>{organisateur}</code>" in client.get(f"{self.LIST}add/").content.decode()
        facts = {"kind": "confirmed", "language": "nl", "subject": "Welkom {nom}", "introduction": "", "event": ""}
        assert client.post(f"{self.LIST}add/", facts).status_code == 302
        assert MessageText.objects.get().subject == "Welkom {nom}"
        assert "Welkom" in client.get(self.LIST).content.decode()
        preview = f"{self.LIST}preview/{MessageText.objects.get().pk}/"
        facts["introduction"] = "Tot binnenkort op {activite}."
        assert client.post(preview, facts).json()["is_valid"]
        response = client.get(preview)
        assert "style-src 'self' 'unsafe-inline'" in response["Content-Security-Policy"]
        page = response.content.decode()
        assert "Welkom Amina Diallo" in page and "Tot binnenkort op Praatgroep." in page

    def test_a_wrong_field_is_said_in_the_form(self, client, event):
        client.force_login(make_user(groups=["Administration"]))
        facts = {"kind": "confirmed", "language": "fr", "subject": "{titre}", "introduction": "", "event": ""}
        response = client.post(f"{self.LIST}add/", facts)
        assert response.status_code == 200 and "{titre}" in response.content.decode()
        assert not MessageText.objects.exists()

    def test_the_desk_does_not_write_letters(self, client):
        client.force_login(make_user(groups=["Accueil"]))
        assert client.get(f"{self.LIST}add/").status_code == 302


class TestDaysBefore:
    """How staff type the reminders of an event."""

    @pytest.mark.parametrize(("typed", "kept"), [("7, 1", [7, 1]), ("1 7;7", [7, 1]), ("", []), ("0", [0]), ([3], [3])])
    def test_numbers_are_kept_the_largest_first(self, typed, kept):
        assert DaysBeforeField(required=False).clean(typed) == kept

    @pytest.mark.parametrize("typed", ["une semaine", "-1", "61", "1,2,3,4,5", "1.5"])
    def test_what_is_no_number_of_days_is_refused(self, typed):
        with pytest.raises(ValidationError):
            DaysBeforeField(required=False).clean(typed)

    def test_they_are_shown_as_they_are_typed(self):
        field = DaysBeforeField(required=False)
        assert field.prepare_value([7, 1]) == "7, 1" and not field.has_changed([7, 1], "7, 1")
