"""Consents, needs and declarations: each apart from taking part, and taken back as easily."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events.letters import LINK
from events.messages.composing import compose
from events.models import Admission, Consent, Needs, Registration, RegistrationLetter, RegistrationMode
from events.retention import purge
from portal.kit.links import link_token, spaced
from tests.events.asking.asked import sent, url_of
from tests.factories import make_event, make_rule, make_user, publish_event

pytestmark = pytest.mark.django_db


def make(days=20, **facts):
    date = make_rule(timezone.localtime() + timedelta(days=days))
    return publish_event(
        make_event(**{"registration_mode": RegistrationMode.DATE, "seats": 6, "dates": [date]} | facts)
    )


def errors(response):
    return re.findall(r'class="field-error"[^>]*>.*?<p>(.*?)</p>', response.content.decode(), re.S)


def registered(client, event, **changes):
    response = client.post(url_of(event), sent(event, party_size="1", **changes))
    assert response.status_code == 302, errors(response)
    return Registration.objects.get()


def path_of(registration):
    return f"/fr/inscription/{link_token(registration, purpose=LINK)}/"


KEPT = {"name": "Amina Diallo", "phone": "", "language": "fr", "party_size": "1"}


def test_photos_are_agreed_to_by_channel_and_taken_back(client):
    event = make(asks_image_consent=True)
    registration = registered(client, event, image=["site", "print"])
    assert list(registration.consents.values_list("purpose", "channels")) == [("image", ["print", "site"])]
    assert client.post(path_of(registration), KEPT | {"image": ["site"]}).status_code == 302
    assert client.post(path_of(registration), KEPT).status_code == 302
    rows = Consent.objects.order_by("pk").values_list("channels", "withdrawn_at")
    assert [(channels, withdrawn is None) for channels, withdrawn in rows] == [
        (["print", "site"], False), (["site"], False),
    ]  # fmt: skip


def test_one_takes_part_without_agreeing_to_anything(client):
    registration = registered(client, make(asks_image_consent=True))
    assert (registration.state, registration.consents.count()) == ("confirmed", 0)


def test_needs_are_kept_with_consent_only(client):
    event = make()
    data = sent(event, party_size="1", needs=["wheelchair"], needs_detail="une chaise de plus")
    response = client.post(url_of(event), data)
    assert len(errors(response)) == 1
    assert "Cochez ceci" in errors(response)[0]
    registration = registered(
        client, event, needs=["wheelchair"], needs_detail="une chaise de plus", needs_consent="on"
    )
    assert (registration.needs.codes, registration.needs.detail) == (["other", "wheelchair"], "une chaise de plus")
    assert list(registration.consents.values_list("purpose", flat=True)) == ["needs"]


def test_needs_are_taken_back_by_the_link(client):
    registration = registered(client, make(), needs=["quiet"], needs_consent="on")
    assert client.post(path_of(registration), KEPT).status_code == 302
    assert Needs.objects.count() == 0
    assert Consent.objects.get().withdrawn_at is not None


def test_needs_are_erased_thirty_days_after(client):
    registration = registered(client, make(), needs=["quiet"], needs_consent="on")
    over = registration.occurrence.ends_at
    purge(now=over + timedelta(days=29))
    assert Needs.objects.count() == 1
    purge(now=over + timedelta(days=31))
    assert (Needs.objects.count(), Consent.objects.count()) == (0, 0)
    assert Registration.objects.get().name == "Amina Diallo"


def test_needs_stand_in_no_letter_and_no_list(client):
    event = make()
    registration = registered(client, event, needs=["wheelchair"], needs_detail="xylophone", needs_consent="on")
    letter = RegistrationLetter.objects.get(registration=registration)
    _subject, text, html, _attached = compose(letter)
    client.force_login(make_user(groups=["Accueil"]))
    desk = client.get(f"/fr/espace/accueil/{event.slug}/").content.decode()
    assert "xylophone" not in text + html + desk


@pytest.mark.parametrize(("days", "kept"), [(20, True), (3, False)])
def test_an_interpreter_is_asked_for_in_time(client, days, kept):
    event = make(days=days, interpreter_days=10)
    response = client.post(url_of(event), sent(event, party_size="1", interpreter="lsfb", needs_consent="on"))
    if kept:
        assert Registration.objects.get().needs.interpreter == "lsfb"
    else:
        assert "Un interprète se demandait au plus tard" in response.content.decode()
        assert Registration.objects.count() == 0


def test_what_is_to_be_met_is_shown_and_ticked(client):
    event = make(texts={"fr": {"title": "Cours", "prerequisites": "Savoir nager."}})
    assert "Savoir nager." in client.get(url_of(event)).content.decode()
    assert errors(client.post(url_of(event), sent(event, party_size="1"))) == ["Champ requis."]
    assert registered(client, event, prerequisites="on").declarations == ["prerequisites"]


def test_professionals_declare_where_and_as_what_they_work(client):
    event = make(admission=Admission.PROFESSIONALS)
    assert len(errors(client.post(url_of(event), sent(event, party_size="1")))) == 3
    registration = registered(client, event, professional="on", organisation="CPAS", function="assistante sociale")
    assert (registration.organisation, registration.function) == ("CPAS", "assistante sociale")
    assert registration.declarations == ["professional"]


def test_members_only_means_signed_in_members(client):
    event = make(admission=Admission.MEMBERS)
    response = client.post(url_of(event), sent(event, party_size="1"))
    assert "réservée aux membres des partenaires" in response.content.decode()
    client.force_login(make_user())
    assert client.post(url_of(event), sent(event, party_size="1")).status_code == 200
    assert Registration.objects.count() == 0
    client.force_login(make_user(partner=event.organiser))
    registered(client, event)


def test_a_pseudonym_and_a_women_only_activity_are_said_on_the_form(client):
    page = client.get(url_of(make(pseudonyms=True, women_only=True))).content.decode()
    assert "Nom ou pseudonyme" in page
    assert "Cette activité est réservée aux femmes." in page


def test_the_desk_prints_in_the_person_s_language(client):
    event = make()
    registration = registered(client, event, language="nl")
    path = f"/fr/espace/accueil/{event.slug}/{registration.reference}/imprimer/"
    assert client.get(path).status_code == 302
    client.force_login(make_user(groups=["Accueil"]))
    page = client.get(path).content.decode()
    assert registration.reference in page
    typed = re.search(r"/nl/inschrijving/([a-z0-9-]+)/", page)[1]
    assert typed == spaced(link_token(registration, purpose=LINK))
    client.logout()
    assert registration.reference in client.get(f"/nl/inschrijving/{typed.upper()}/").content.decode()


def test_erasing_leaves_nothing_of_a_family(client):
    event = make(participants="names")
    response = client.post(url_of(event), sent(event, people="1", p0_name="Noor", may_collect="Rosa"))
    assert response.status_code == 302, errors(response)
    registration = Registration.objects.get()
    purge(now=registration.occurrence.ends_at + timedelta(days=400))
    registration.refresh_from_db()
    assert (registration.name, registration.may_collect) == ("", "")
    assert list(registration.participants.values_list("name", "birth_date")) == [("", None)]
