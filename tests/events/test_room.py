"""Why somebody waits, or cannot come: in words that are true, beside the field that asked for it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events.asking.details import Details, Person
from events.letters import LINK
from events.messages.composing import compose
from events.models import Question, Registration, RegistrationLetter, RegistrationMode
from events.registration import cancel
from portal.kit.links import link_token
from tests.events.asking.asked import born, sent, url_of
from tests.events.booking import book
from tests.factories import make_event, publish_event

pytestmark = pytest.mark.django_db

CHILDREN = {"childcare_seats": 1, "childcare_age_min": 2, "childcare_age_max": 5}
PAIN = {"code": "pain", "fr": "Atelier pain", "nl": "Broodatelier", "en": "", "places": 1}
SOUPE = {"code": "soupe", "fr": "Atelier soupe", "nl": "", "en": "", "places": None}


def make(*, options=(), **facts):
    event = make_event(**{"registration_mode": RegistrationMode.DATE, "seats": 9} | facts, saved=False)
    if options:
        event.questions = [Question(kind="choice", label_fr="Atelier", options=list(options), sort_order=0)]
    return publish_event(event)


def plain(words):
    return " ".join(words.replace("\u00a0", " ").split())


def errors(response):
    """[(id of the field, sentence)] of what is said beside fields."""
    found = re.findall(r'class="field-error" id="id_(\w+)_error".*?<p>(.*?)</p>', response.content.decode(), re.S)
    return [(name, plain(words)) for name, words in found]


def summary(response):
    said = re.search(r'id="erreurs".*?<ul>(.*?)</ul>', response.content.decode(), re.S)[1]
    return [plain(re.sub("<[^>]+>", "", item)) for item in re.findall(r"<li>(.*?)</li>", said, re.S)]


def told(client, event, **data):
    """What the receipt, the letter and the managing page say to whoever registers and waits."""
    receipt = client.post(url_of(event), sent(event, **{"party_size": "1"} | data), follow=True).content.decode()
    registration = Registration.objects.order_by("pk").last()
    assert registration.state == "waiting"
    subject, text, html, _files = compose(RegistrationLetter.objects.get(registration=registration))
    page = client.get(f"/fr/inscription/{link_token(registration, purpose=LINK)}/").content.decode()
    return subject, [plain(words) for words in (receipt, text, html, page)]


def with_child(event, name="Lou", **changes):
    return {"children": "1", "c0_name": name, "c0_birth": born(3, event)} | changes


def child():
    return Details(childcare=(Person("Kid", timezone.localdate() - timedelta(days=4 * 365)),))


def assert_everywhere(said, sentence):
    subject, pages = said
    assert [sentence in page for page in pages] == [True] * 4
    assert not any("Toutes les places sont prises" in page for page in pages)
    return subject


def test_before_a_draw_one_waits_for_the_draw(client):
    event = make(seats=5, draw_at=timezone.now() + timedelta(days=2))
    said = told(client, event)
    subject = assert_everywhere(said, "Si une place vous revient, nous vous prévenons.")
    assert subject.startswith("Vous participez au tirage au sort")
    assert not any("sur la liste d’attente" in page for page in said[1])


def test_a_full_childcare_is_named(client):
    event = make(**CHILDREN)
    book(event, "Bea", details=child())
    assert_everywhere(told(client, event, **with_child(event)), "Il n’y a pas assez de places en garderie.")


def test_a_full_choice_is_named(client):
    event = make(options=[PAIN, SOUPE])
    field = f"q_{event.questions.get().uuid.hex}"
    client.post(url_of(event), sent(event, name="Bea", email="bea@exemple.test", party_size="1", **{field: "pain"}))
    said = told(client, event, **{field: "pain"})
    assert_everywhere(said, "Il n’y a pas assez de places pour ce que vous avez choisi.")


def test_too_few_places_for_a_group_are_told_with_its_number(client):
    event = make(seats=4)
    book(event, "Bea", persons=3)
    sentence = "Il ne reste pas assez de places pour 2 personnes."
    said = told(client, event, party_size="2")
    assert_everywhere(said, sentence)
    assert "Si moins de personnes peuvent venir, dites-le avec le lien de votre inscription." in said[1][0]


def test_what_is_full_is_full(client):
    event = make(seats=1, **CHILDREN)
    book(event, "Bea", details=child())
    _subject, pages = told(client, event, **with_child(event))
    assert ["Toutes les places sont prises." in page for page in pages] == [True] * 4


def test_a_form_sent_twice_gets_the_same_reason(client):
    event = make(**CHILDREN)
    book(event, "Bea", details=child())
    data = sent(event, party_size="1", **with_child(event))
    pages = [client.post(url_of(event), data, follow=True).content.decode() for _press in range(2)]
    assert ["places en garderie" in page for page in pages] == [True, True]


def test_where_nobody_waits_the_sentence_stands_beside_what_is_full(client):
    event = make(waiting_list=False, options=[PAIN, SOUPE], **CHILDREN)
    field = f"q_{event.questions.get().uuid.hex}"
    first = book(event, "Bea", details=child())
    response = client.post(url_of(event), sent(event, party_size="1", **with_child(event)))
    assert errors(response) == [("c0_name", "Il n’y a plus assez de places en garderie.")]
    cancel(first, now=timezone.now())
    client.post(url_of(event), sent(event, name="Ali", email="ali@exemple.test", party_size="1", **{field: "pain"}))
    response = client.post(url_of(event), sent(event, party_size="1", **{field: "pain"}))
    assert summary(response) == ["Atelier : Il n’y a plus assez de places pour « Atelier pain »."]


def test_more_than_a_choice_or_childcare_ever_has_is_said_of_it(client):
    event = make(options=[PAIN, SOUPE], **CHILDREN)
    field = f"q_{event.questions.get().uuid.hex}"
    response = client.post(url_of(event), sent(event, party_size="2", **{field: "pain"}))
    assert summary(response) == ["Atelier : Pour « Atelier pain », il n’y a que 1 place en tout."]
    children = with_child(event, children="2", c1_name="Max", c1_birth=born(4, event))
    response = client.post(url_of(event), sent(event, party_size="1", **children))
    assert errors(response) == [("c0_name", "La garderie n’a que 1 place en tout.")]
    response = client.post(url_of(event), sent(event, party_size="6", **{field: "soupe"}))
    assert response.status_code == 302


def test_who_asks_for_a_full_choice_by_the_link_is_told_beside_it(client):
    event = make(options=[PAIN, SOUPE])
    field = f"q_{event.questions.get().uuid.hex}"
    for name, choice in (("Ali", "pain"), ("Bea", "soupe")):
        client.post(url_of(event), sent(event, name=name, email=f"{name}@x.test", party_size="1", **{field: choice}))
    path = f"/fr/inscription/{link_token(Registration.objects.get(name='Bea'), purpose=LINK)}/"
    data = {"name": "Bea", "phone": "", "language": "fr", "note": "", "party_size": "1", field: "pain"}
    said = "Atelier : Il n’y a plus assez de places pour « Atelier pain ». Rien n’a changé."
    assert summary(client.post(path, data)) == [said]
