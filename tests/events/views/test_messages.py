"""What organisers write: to whom, in which language, once; and what became of each letter."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from events.messages.of_organiser import MOST_AN_HOUR
from events.models import Evaluation, Event, OrganiserMessage, Registration, RegistrationLetter, RegistrationMode
from tests.events.booking import book
from tests.factories import make_event, make_partner, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    days = [timezone.localdate() + timedelta(days=n) for n in (3, 10)]
    return publish_event(
        make_event(
            registration_mode=RegistrationMode.DATE,
            seats=3,
            dates=days,
            organiser=make_partner("Maison Querelle"),
            texts={"fr": "Atelier vélo", "nl": "Fietsatelier"},
        )
    )


@pytest.fixture
def organiser(client, event):
    user = make_user(partner=event.organiser)
    client.force_login(user)
    return user


def page(event, name="organisation-message-nouveau"):
    return reverse(name, args=[event.slug])


def written(**facts):
    words = {"subject_fr": "Le local change", "text_fr": "Bonjour,\n\nEntrez par\nla cour.", "states": ["confirmed"]}
    return {"token": str(uuid4())} | words | facts


def send(client, event, **facts):
    return client.post(page(event), written(**facts) | {"step": "send"})


def letters(**by):
    return RegistrationLetter.objects.filter(kind="message", **by)


def plain(response_or_text):
    text = response_or_text if isinstance(response_or_text, str) else response_or_text.content.decode()
    return " ".join(text.replace("\u00a0", " ").split())


def test_it_is_read_before_it_leaves(client, event, organiser):
    book(event, "Amina", persons=2)
    book(event, "Bram", email="", phone="+32470000001")
    response = client.post(page(event), written())
    shown = plain(response)
    assert "Ce message part à 2 inscriptions" in shown and "3 personnes" in shown
    assert "1 n’a pas d’adresse e-mail : à appeler." in shown
    assert "Amina, Bram" in plain(shown.replace("<bdi>", "").replace("</bdi>", ""))
    assert "Entrez par<br>la cour." in shown
    assert not OrganiserMessage.objects.exists() and not letters().exists()


def test_everybody_chosen_gets_a_letter_in_their_language(client, event, organiser, mailoutbox):
    book(event, "Amina")
    book(event, "Bram", language="nl")
    book(event, "Chloe", language="en")
    send(client, event, subject_nl="Ander lokaal", text_nl="Dag,\n\nKom binnen.")
    from portal.kit.letters import deliver_due

    deliver_due()
    sent = {message.to[0].partition("@")[0]: message for message in mailoutbox if "confirm" not in message.subject}
    assert sent["bram"].subject == "Ander lokaal" and "Kom binnen." in sent["bram"].body
    assert sent["amina"].subject == sent["chloe"].subject == "Le local change"
    assert "Fietsatelier" in sent["bram"].body and "/nl/inschrijving/" in sent["bram"].body
    html = sent["chloe"].alternatives[0][0]
    assert '<div lang="fr"><p>Bonjour,</p><p>Entrez par<br>la cour.</p></div>' in html


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ({"states": ["confirmed"]}, ["Amina", "Dounia"]),
        ({"states": ["waiting"]}, ["Bram"]),
        ({"states": ["confirmed", "waiting"]}, ["Amina", "Bram", "Dounia"]),
        ({"states": ["confirmed"], "date": 1}, ["Dounia"]),
        ({"states": ["confirmed"], "chosen": ["Bram"]}, ["Bram"]),
    ],
)
def test_it_goes_to_those_who_were_chosen(client, event, organiser, choice, names):
    first, second = event.occurrences.in_order()
    rows = {
        "Amina": book(event, "Amina", persons=3, date=first),
        "Bram": book(event, "Bram", date=first),
        "Dounia": book(event, "Dounia", date=second),
    }
    gone = book(event, "Elias", date=second)
    Registration.objects.filter(pk=gone.pk).update(state="cancelled")
    facts = dict(choice)
    if "date" in facts:
        facts["date"] = str(second.uuid)
    if "chosen" in facts:
        facts["chosen"] = [rows[name].reference for name in facts["chosen"]]
    send(client, event, **facts)
    assert sorted(letters().values_list("registration__name", flat=True)) == names


def test_who_is_chosen_beyond_the_names_that_are_shown_is_written_to_and_nobody_else(
    client, event, organiser, monkeypatch
):
    monkeypatch.setattr("events.message_forms.MOST_CHOSEN", 1)
    book(event, "Amina")
    zoe = book(event, "Zoé")
    shown = client.get(page(event), {"inscription": [zoe.reference]}).context["form"]
    assert (shown["chosen"].value(), shown["states"].value()) == ([zoe.reference], [])
    send(client, event, chosen=[zoe.reference], states=[])
    assert list(letters().values_list("registration__name", flat=True)) == ["Zoé"]


def test_sent_twice_it_leaves_once(client, event, organiser):
    book(event, "Amina")
    facts = written() | {"step": "send"}
    first, second = client.post(page(event), facts), client.post(page(event), facts)
    assert first.url == second.url
    assert (OrganiserMessage.objects.count(), letters().count()) == (1, 1)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"subject_fr": "", "text_fr": ""}, "Écrivez un objet et un texte, dans une langue au moins."),
        ({"subject_fr": ""}, "Il y a un texte : donnez-lui un objet."),
        ({"subject_nl": "Dag"}, "Il y a un objet : écrivez aussi le texte."),
        ({"states": []}, "Choisissez à qui vous écrivez."),
        ({"text_fr": "a\u202eb"}, "Ce texte contient des caractères invisibles. Retapez-le."),
    ],
)
def test_what_lacks_is_said_and_nothing_leaves(client, event, organiser, facts, sentence):
    book(event, "Amina")
    response = client.post(page(event), written(**facts) | {"step": "send"})
    assert sentence in plain(response)
    assert not letters().exists()


def test_a_message_to_nobody_is_refused(client, event, organiser):
    response = send(client, event, states=["pending"])
    assert "Ce message ne va à personne : choisissez à qui l’envoyer." in plain(response)
    assert not OrganiserMessage.objects.exists()


def test_nobody_of_another_event_is_written_to(client, event, organiser):
    stranger = book(publish_event(make_event(registration_mode=RegistrationMode.DATE)), "Zoe")
    response = send(client, event, chosen=[stranger.reference])
    assert response.status_code == 200 and not letters().exists()


def test_too_many_messages_in_an_hour_are_refused(client, event, organiser, settings):
    settings.MAILLAGE_RATE_LIMITS = True
    book(event, "Amina")
    for _number in range(MOST_AN_HOUR):
        assert send(client, event).status_code == 302
    assert "Réessayez dans une heure." in plain(send(client, event))
    assert letters().count() == MOST_AN_HOUR


def test_only_who_organises_finds_these_pages(client, event):
    message = OrganiserMessage.objects.create(event=event, subject_fr="A", text_fr="B")
    names = ("organisation-messages", "organisation-message-nouveau", "organisation-appels", "organisation-avis")
    pages = [page(event, name) for name in names]
    pages.append(reverse("organisation-message", args=[event.slug, message.uuid]))
    assert {client.get(path).status_code for path in pages} == {302}
    client.force_login(make_user(partner=make_partner("Autre")))
    assert {client.get(path).status_code for path in pages} == {404}
    client.force_login(make_user(groups=["Rédaction"]))  # may see, not act
    assert {client.get(path).status_code for path in pages} == {200}
    assert send(client, event).status_code == 404


def test_delivery_is_shown_by_state_and_a_call_is_ticked(client, event, organiser):
    book(event, "Amina")
    by_phone = book(event, "Bram", email="", phone="+32470000001")
    path = send(client, event).url
    letters(registration__name="Amina").update(state="failed", failure="SMTP 550")
    shown = plain(client.get(path))
    assert "<strong>1</strong> à appeler" in shown and "<strong>1</strong> lettre refusée" in shown
    letter = letters(registration=by_phone).get()
    client.post(path, {"call": letter.pk})
    letter.refresh_from_db()
    assert (letter.state, letter.called_by) == ("called", organiser)
    assert "<strong>1</strong> personne appelée" in plain(client.get(path))
    stranger = book(event, "Chloe").letters.get()
    assert client.post(path, {"call": stranger.pk}).status_code == 404


def test_a_call_is_taken_back_and_noted_once(client, event, organiser):
    book(event, "Bram", email="", phone="+32470000001")
    path = send(client, event).url
    letter = letters().get()
    client.post(path, {"call": letter.pk})
    assert "Remettre à appeler" in plain(client.get(path))
    again = client.post(path, {"call": letter.pk}, follow=True)
    assert "Cet appel était déjà noté, ou n’est plus à faire." in plain(again)
    client.post(path, {"call": letter.pk, "undo": "on"})
    letter.refresh_from_db()
    assert (letter.state, letter.called_by, letter.called_at) == ("to_call", None, None)
    client.force_login(make_user(groups=["Rédaction"]))  # may see, not act
    assert "Appel fait" not in plain(client.get(path))
    assert client.post(path, {"call": letter.pk}).status_code == 404


def test_the_list_counts_in_as_many_queries_for_three_messages_as_for_one(
    client, event, organiser, django_assert_max_num_queries
):
    book(event, "Amina")
    counted = []
    for _number in range(3):
        send(client, event)
        with django_assert_max_num_queries(25) as queries:
            client.get(page(event, "organisation-messages"))
        counted.append(len(queries))
    assert len(set(counted[1:])) == 1 and counted[-1] <= counted[0] + 1


def test_the_call_list_of_an_organiser_reads_the_message(client, event, organiser):
    book(event, "Amina", email="", phone="+32470000001")
    send(client, event)
    shown = plain(client.get(page(event, "organisation-appels")))
    assert "Le local change : Bonjour, Entrez par la cour." in shown
    client.post(page(event, "organisation-appels"), {"call": letters().get().pk})
    assert letters().get().state == "called"


def test_a_sensitive_event_is_written_to_under_a_neutral_subject(client, event, organiser, mailoutbox):
    from portal.kit.letters import deliver_due

    Event.objects.update(sensitive=True)
    book(event, "Amina")
    assert "objet neutre" in plain(client.post(page(event), written()))
    send(client, event)
    deliver_due()
    subjects = {plain(message.subject) for message in mailoutbox}
    assert all(subject.startswith("Votre rendez-vous du ") for subject in subjects)


def test_who_has_not_said_whether_they_come_can_be_written_to(client, event, organiser):
    Event.objects.update(reconfirm_days=3)
    coming, silent = book(event, "Amina"), book(event, "Bram")
    gone = book(event, "Chloe")
    for registration in (coming, silent, gone):
        RegistrationLetter.objects.create(
            registration=registration, kind="reconfirm", once="2027-01-01", language="fr", state="sent"
        )
    Registration.objects.filter(pk=coming.pk).update(reconfirmed_at=timezone.now())
    Registration.objects.filter(pk=gone.pk).update(state="cancelled", end_reason="reconfirm")
    shown = plain(client.get(page(event, "organisation-messages")))
    assert "<strong>1</strong> viennent toujours" in shown
    assert "<strong>1</strong> ont laissé leur place" in shown
    assert "<strong>1</strong> n’ont pas répondu" in shown
    address = f"{page(event)}?inscription={silent.reference}"
    assert f'href="{address}"' in shown
    form = client.get(address).content.decode()
    assert form.count("checked") == 1, "the one who was chosen, and nobody by their state"
    assert client.post(page(event), written(chosen=[silent.reference])).content.decode().count("<bdi>Bram</bdi>") == 1


class TestOpinions:
    def test_words_are_shown_from_five_answers_on(self, client, event, organiser):
        Event.objects.update(evaluation=True)
        for number in range(4):
            Evaluation.objects.create(event=event, stars=5, text=f"Mot {number}")
        shown = plain(client.get(page(event, "organisation-avis")))
        assert "4 réponses" in shown and "Mot" not in shown.partition("<main")[2].partition("réponses")[0]
        assert "Mot 1" not in shown and "en moyenne" not in shown
        Evaluation.objects.create(event=event, stars=1, text="")
        shown = plain(client.get(page(event, "organisation-avis")))
        assert "4,2 sur 5 en moyenne" in shown
        assert all(f"Mot {number}" in shown for number in range(4))
