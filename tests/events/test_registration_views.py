"""The resident's path through the pages: form, receipt, managing link; and what is refused."""

import re
import secrets
import time
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from events.letters import LINK
from events.models import Registration, RegistrationMode
from events.registration import register
from portal.kit.links import link_token
from tests.factories import make_event, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return publish_event(
        make_event(
            registration_mode=RegistrationMode.DATE,
            seats=4,
            texts={"fr": "Atelier vélo", "nl": "Fietsatelier", "en": "Bicycle workshop"},
        )
    )


@pytest.fixture
def url(event):
    return f"/fr/agenda/{event.slug}/inscription/"


def started(seconds_ago=10):
    class Earlier(signing.TimestampSigner):
        def timestamp(self):
            return signing.b62_encode(int(time.time()) - seconds_ago)  # signing does not read Django's clock

    return Earlier(salt="maillage.form.started").sign(secrets.token_urlsafe(12))


def typed(event, **changes):
    return {
        "occurrence": str(event.occurrences.first().uuid),
        "name": "Amina Diallo",
        "email": "amina@exemple.test",
        "phone": "",
        "party_size": "2",
        "language": "fr",
        "note": "",
        "website": "",
        "started": started(),
    } | changes


@pytest.mark.parametrize("query", ["", "?date=nonsense"])
def test_the_form_of_an_only_date_carries_it(client, event, url, query):
    field = re.search(r'<input type="hidden" name="occurrence"[^>]*>', client.get(url + query).content.decode())[0]
    assert f'value="{event.occurrences.get().uuid}"' in field


def errors(response):
    return re.findall(r'class="field-error"[^>]*>.*?<p>(.*?)</p>', response.content.decode(), re.S)


def managing_path(registration):
    return f"/fr/inscription/{link_token(registration, purpose=LINK)}/"


def test_from_the_form_to_the_receipt(client, event, url):
    assert client.get(url).status_code == 200
    response = client.post(url, typed(event), follow=True)
    assert response.redirect_chain == [(f"{url}recu/", 302)]
    page = response.content.decode()
    assert "Votre inscription est confirmée" in page
    assert "amina@exemple.test" in page
    registration = Registration.objects.get()
    assert (registration.name, registration.party_size, registration.state) == ("Amina Diallo", 2, "confirmed")
    assert link_token(registration, purpose=LINK) not in page, "the link goes by letter"


def test_without_an_address_the_link_is_shown_once(client, event, url):
    response = client.post(url, typed(event, email="", phone="0470 12 34 56"), follow=True)
    token = link_token(Registration.objects.get(), purpose=LINK)
    assert token in response.content.decode()
    assert token not in client.get(f"{url}recu/").content.decode()


def test_a_repeat_gets_the_same_receipt_and_no_link(client, event, url):
    first = client.post(url, typed(event), follow=True).content.decode()
    other = type(client)()
    second = other.post(url, typed(event), follow=True).content.decode()

    def main(page):
        return page.partition("<main")[2]

    assert main(first) == main(second)
    assert Registration.objects.count() == 1


def test_a_repeat_by_telephone_opens_nothing(client, event, url):
    client.post(url, typed(event, email="", phone="0470 12 34 56"))
    other = type(client)()
    page = other.post(url, typed(event, email="", phone="0470 12 34 56"), follow=True).content.decode()
    assert link_token(Registration.objects.get(), purpose=LINK) not in page


def test_the_receipt_without_a_submission_leads_to_the_event(client, event, url):
    assert client.get(f"{url}recu/").url == f"/fr/agenda/{event.slug}/"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Écrivez votre nom."),
        ({"name": "12345"}, "Écrivez votre nom avec des lettres."),
        ({"name": "Amina\u202e"}, "Ce texte contient des caractères invisibles. Retapez-le."),
        ({"email": "", "phone": ""}, "Donnez une adresse e-mail ou un numéro de téléphone."),
        ({"phone": "12"}, "Ce numéro de téléphone n’est pas complet."),
        ({"occurrence": "nonsense"}, "Cette date n’est plus disponible. Choisissez-en une autre."),
        ({"name": "A" * 121}, None),
        ({"party_size": "0"}, None),
        ({"party_size": "99999999999999999999"}, None),
        ({"language": "xx"}, None),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_the_rest_is_kept(client, event, url, changes, words):
    response = client.post(url, typed(event, **changes))
    assert response.status_code == 200
    page = response.content.decode()
    assert Registration.objects.count() == 0
    assert 'id="erreurs"' in page
    if words:
        assert words in page
    if "email" not in changes:
        assert 'value="amina@exemple.test"' in page


@pytest.mark.parametrize("number", ["5", "500", "501", "99999999999999999999"])
def test_too_many_persons_are_told_how_many_may_come(client, number):
    event = publish_event(make_event(registration_mode="date", party_max=4))
    page = client.post(f"/fr/agenda/{event.slug}/inscription/", typed(event, party_size=number))
    assert page.context["form"].errors == {"party_size": ["On s’inscrit ici à 4 personnes au plus."]}
    assert Registration.objects.count() == 0


def test_a_group_as_large_as_the_event_allows_may_come(client):
    event = publish_event(make_event(registration_mode="date", party_max=4, group_max=600))
    url = f"/fr/agenda/{event.slug}/inscription/"
    sent = typed(event, party_size="601", organisation="École 5")
    assert client.post(url, sent).context["form"].errors == {
        "party_size": ["On s’inscrit ici à 600 personnes au plus."]
    }
    client.post(url, typed(event, party_size="600", organisation="École 5"))
    assert Registration.objects.get().party_size == 600


def test_what_is_typed_cannot_become_markup(client, event, url):
    page = client.post(url, typed(event, name='<script>alert("x")</script>', email="")).content.decode()
    assert "<script>alert" not in page


def test_a_machine_that_fills_the_hidden_field_registers_nobody(client, event, url):
    client.post(url, typed(event, website="https://spam.example"))
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("value", ["", "forged:1:x", 0, 8 * 24 * 3600])
def test_too_fast_too_late_or_forged_is_asked_to_send_again(client, event, url, value):
    value = value if isinstance(value, str) else started(seconds_ago=value)
    page = client.post(url, typed(event, started=value)).content.decode()
    assert Registration.objects.count() == 0
    assert "encore une fois" in page
    assert 'value="Amina Diallo"' in page


def test_one_contact_cannot_be_used_without_end(client, event, url, monkeypatch):
    monkeypatch.setattr("events.pace.CONTACT_LIMIT", 2)
    monkeypatch.setattr("events.pace.window_ends_in", lambda seconds: seconds - 901)
    assert [client.post(url, typed(event)).status_code for _again in range(2)] == [302, 302]
    response = client.post(url, typed(event))
    assert response.status_code == 429
    assert "Réessayez dans 45 minutes, ou téléphonez." in response.content.decode()


def test_a_full_event_says_so_and_lets_one_wait(client, event, url):
    client.post(url, typed(event, party_size="4"))
    page = client.get(url).content.decode()
    assert "Me mettre sur la liste d’attente" in page
    client.post(url, typed(event, name="Bram", email="bram@exemple.test", party_size="1"))
    assert Registration.objects.get(name="Bram").state == "waiting"


def test_a_closed_registration_shows_what_else_there_is(client):
    later = publish_event(make_event(texts={"fr": "Une autre activité"}))
    event = publish_event(
        make_event(
            registration_mode=RegistrationMode.DATE,
            seats=4,
            registration_closes_at=timezone.now() - timedelta(days=1),
        )
    )
    page = client.get(f"/fr/agenda/{event.slug}/inscription/").content.decode()
    assert "Les inscriptions sont closes." in page
    assert later.text("fr").title in page


def test_the_managing_link_shows_changes_and_cancels(client, event, url):
    client.post(url, typed(event))
    registration = Registration.objects.get()
    path = managing_path(registration)
    page = client.get(path).content.decode()
    assert registration.reference in page
    client.post(path, {"name": "Amina D.", "phone": "", "party_size": "3", "language": "nl", "note": "à vélo"})
    registration.refresh_from_db()
    assert (registration.name, registration.party_size, registration.language) == ("Amina D.", 3, "nl")
    assert client.get(f"{path}annuler/").status_code == 200
    assert Registration.objects.get().state == "confirmed", "asking is not cancelling"
    client.post(f"{path}annuler/")
    assert Registration.objects.get().state == "cancelled"
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(("email", "word"), [("amina@exemple.test", "facultatif"), ("", "obligatoire")])
def test_the_link_never_takes_away_the_only_way_to_reach_somebody(client, event, url, email, word):
    client.post(url, typed(event, email=email, phone="0470 12 34 56"))
    path = managing_path(Registration.objects.get())
    page = " ".join(client.get(path).content.decode().split())
    assert f'<label for="id_phone">Téléphone <span class="field-need">({word})</span>' in page
    page = client.post(path, {"name": "Amina", "phone": " ", "party_size": "2", "language": "fr"}).content.decode()
    assert ("Gardez un numéro de téléphone" in page) == (not email)


def test_the_managing_pages_are_private(client, event, url):
    client.post(url, typed(event))
    path = managing_path(Registration.objects.get())
    for address in (path, f"{path}annuler/", f"{path}maillage.ics"):
        response = client.get(address)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "same-origin"


def test_a_tampered_link_is_not_found(client, event, url):
    client.post(url, typed(event))
    path = managing_path(Registration.objects.get())
    changed = path[:-3] + ("a" if path[-3] != "a" else "b") + path[-2:]
    response = client.get(changed)
    assert response.status_code == 404
    assert "Ce lien ne mène nulle part" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_an_erased_registration_s_link_is_not_found(client, event, url):
    client.post(url, typed(event))
    registration = Registration.objects.get()
    path = managing_path(registration)
    Registration.objects.update(anonymised_at=timezone.now())
    assert client.get(path).status_code == 404


def test_a_registration_s_calendar_holds_its_date(client, event, url):
    client.post(url, typed(event))
    response = client.get(f"{managing_path(Registration.objects.get())}maillage.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"UID:occurrence-{event.occurrences.get().uuid}@".encode() in response.content.replace(b"\r\n ", b"")


def test_the_desk_is_for_the_desk(client, event):
    path = f"/fr/espace/accueil/{event.slug}/"
    assert client.get(path).status_code == 302
    client.force_login(make_user(groups=["Rédaction"]))
    assert client.get(path).status_code == 403
    client.force_login(make_user(groups=["Accueil"]))
    assert client.get(path).status_code == 200


def test_the_desk_registers_somebody_without_address_who_is_then_called(client, event):
    client.force_login(make_user(groups=["Accueil"]))
    path = f"/fr/espace/accueil/{event.slug}/"
    data = {"occurrence": str(event.occurrences.get().uuid), "name": "Fatima", "party_size": "1", "language": "fr"}
    client.post(path, data)
    registration = Registration.objects.get()
    assert (registration.source, registration.email, registration.phone) == ("desk", "", "")
    page = client.get(f"{path}appels/").content.decode()
    assert "Fatima" in page
    call = registration.letters.get()
    client.post(f"{path}appels/", {"call": call.pk})
    call.refresh_from_db()
    assert call.state == "called"
    assert "Appel fait" in client.get(f"{path}appels/").content.decode()


def test_the_desk_cannot_tick_a_call_of_another_activity(client, event):
    other = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=4))
    registration = register(
        other, occurrence=other.occurrences.get(), name="Ali", email="", phone="+32470123456", party_size=1,
        language="fr", now=timezone.now(),
    ).registration  # fmt: skip
    client.force_login(make_user(groups=["Accueil"]))
    response = client.post(f"/fr/espace/accueil/{event.slug}/appels/", {"call": registration.letters.get().pk})
    assert response.status_code == 404


def test_the_form_shown_after_a_stale_stamp_can_be_sent(client, event, url):
    page = client.post(url, typed(event, started=started(seconds_ago=8 * 24 * 3600))).content.decode()
    fresh = re.search(r'name="started" value="([^"]+)"', page).group(1)
    signing.TimestampSigner(salt="maillage.form.started").unsign(fresh, max_age=60)


def test_what_is_over_cannot_be_cancelled_by_the_link(client, event, url):
    client.post(url, typed(event))
    registration = Registration.objects.get()
    event.occurrences.update(starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(hours=1))
    response = client.post(f"{managing_path(registration)}annuler/", follow=True)
    assert "terminée" in response.content.decode()
    assert Registration.objects.get().state == "confirmed"


def test_calls_that_are_no_longer_true_leave_the_list(client, event):
    from events.registration import cancel

    registration = register(
        event, occurrence=event.occurrences.get(), name="Ali", email="", phone="+32470123456", party_size=1,
        language="fr", now=timezone.now(),
    ).registration  # fmt: skip
    cancel(registration, now=timezone.now())
    client.force_login(make_user(groups=["Accueil"]))
    page = client.get(f"/fr/espace/accueil/{event.slug}/appels/").content.decode()
    assert "Inscription confirmée" not in page
    assert "Inscription annulée" in page
    assert registration.reference in page


def test_the_desk_changes_and_cancels_for_who_telephones(client, event, url):
    client.post(url, typed(event, email="", phone="0470 12 34 56"))
    registration = Registration.objects.get()
    path = f"/fr/espace/accueil/{event.slug}/{registration.reference}/"
    assert client.get(path).status_code == 302
    client.force_login(make_user(groups=["Coordination"]))
    assert client.get(path).status_code == 403, "who may register others may not change them all"
    client.force_login(make_user(groups=["Accueil"]))
    page = client.get(f"/fr/espace/accueil/{event.slug}/").content.decode()
    assert f'href="{path}"' in page
    data = {"name": "Amina Diallo", "phone": "0470 12 34 56", "party_size": "1", "language": "fr"}
    assert client.post(path, data).status_code == 302
    registration.refresh_from_db()
    assert registration.party_size == 1
    assert client.get(f"{path}annuler/").status_code == 200
    assert client.post(f"{path}annuler/").url == f"/fr/espace/accueil/{event.slug}/"
    registration.refresh_from_db()
    assert registration.state == "cancelled"


def test_the_desk_finds_nothing_of_another_activity_nor_of_an_erased_person(client, event, url):
    client.post(url, typed(event))
    registration = Registration.objects.get()
    other = publish_event(make_event(registration_mode=RegistrationMode.DATE, seats=4))
    client.force_login(make_user(groups=["Accueil"]))
    assert client.get(f"/fr/espace/accueil/{other.slug}/{registration.reference}/").status_code == 404
    Registration.objects.update(anonymised_at=timezone.now())
    assert client.get(f"/fr/espace/accueil/{event.slug}/{registration.reference}/").status_code == 404


def test_the_receipt_says_when_and_where_and_gives_that_date_only(client, event, url):
    later = make_event(
        registration_mode=RegistrationMode.DATE, seats=4,
        dates=[timezone.localdate() + timedelta(days=n) for n in (3, 10)],
    )  # fmt: skip
    event = publish_event(later)
    second = event.occurrences.in_order()[1]
    page = client.post(
        f"/fr/agenda/{event.slug}/inscription/", typed(event, occurrence=str(second.uuid)), follow=True
    ).content.decode()
    assert "Place du Jeu de Balle" in page
    address = f"/fr/agenda/{event.slug}.ics?date={second.uuid}"
    assert address in page
    calendar = client.get(address).content.decode()
    assert calendar.count("BEGIN:VEVENT") == 1
    assert str(second.uuid) in calendar.replace("\r\n ", "")


def test_a_date_that_is_none_leaves_the_whole_calendar(client, event):
    page = client.get(f"/fr/agenda/{event.slug}.ics?date=nonsense").content.decode()
    assert page.count("BEGIN:VEVENT") == 1
