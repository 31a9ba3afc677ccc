"""Who comes: names and birth dates in rows that need no script, children looked after, groups of an association."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events.asking.details import Details, Person
from events.letters import LINK
from events.messages.composing import compose
from events.models import Participant, ParticipantMode, Registration, RegistrationMode
from events.registration import cancel
from portal.kit.links import link_token
from portal.kit.refusal import Refusal
from tests.events.asking.asked import born, sent, url_of
from tests.events.booking import assert_counters_equal_rows, book, states
from tests.factories import make_event, make_rule, make_user, publish_event

pytestmark = pytest.mark.django_db


def make(**facts):
    soon = timezone.localtime() + timedelta(days=20)
    facts = {"registration_mode": RegistrationMode.DATE, "seats": 6, "dates": [make_rule(soon)]} | facts
    return publish_event(make_event(**facts))


@pytest.fixture
def event():
    """For children from 6 to 12, with a childcare of two places for their brothers and sisters of 2 to 5."""
    return make(
        participants=ParticipantMode.BIRTH, age_min=6, age_max=12, childcare_seats=2, childcare_age_min=2,
        childcare_age_max=5,
    )  # fmt: skip


def family(event, **changes):
    return sent(
        event,
        people="2",
        p0_name="Noor",
        p0_birth=born(8, event),
        p1_name="Sami",
        p1_birth=born(10, event),
        parental="on",
        emergency_phone="0470 12 34 56",
        may_collect="sa tante Rosa",
        **changes,
    )


def errors(response):
    return re.findall(r'class="field-error"[^>]*>.*?<p>(.*?)</p>', response.content.decode(), re.S)


def people(registration, role="participant"):
    rows = Participant.objects.filter(registration=registration, role=role)
    return [(row.position, row.name, row.birth_date and row.birth_date.isoformat()) for row in rows]


def test_a_family_registers_as_one_group(client, event):
    response = client.post(url_of(event), family(event))
    assert response.status_code == 302, errors(response)
    registration = Registration.objects.get()
    assert (registration.state, registration.party_size, registration.may_collect) == ("confirmed", 2, "sa tante Rosa")
    assert registration.emergency_phone == "+32470123456"
    assert people(registration) == [(0, "Noor", born(8, event)), (1, "Sami", born(10, event))]
    assert [row.purpose for row in registration.consents.all()] == ["parental"]


def test_a_button_adds_a_row_and_keeps_what_was_typed(client, event):
    page = client.get(url_of(event)).content.decode()
    assert ("p0_name" in page, "p1_name" in page) == (True, False)
    page = client.post(url_of(event), sent(event, people="1", p0_name="Noor", add="people")).content.decode()
    assert 'name="p1_name"' in page
    assert 'value="Noor"' in page
    (focused,) = re.findall(r"<input[^>]*autofocus[^>]*>", page)
    assert 'name="p1_name"' in focused, "a telephone stays where one was writing"
    page = client.post(url_of(event), sent(event, people="1", children="0", add="children")).content.decode()
    assert re.findall(r'name="(\w+)"[^>]*autofocus', page) == ["c0_name"]
    page = client.post(url_of(event), sent(event, people="1", add="people")).content.decode()
    assert 'value="amina@exemple.test"' in page
    assert 'id="erreurs"' not in page
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("rows", ["10000", "-3", "x", ""])
def test_there_are_never_more_rows_than_persons_who_may_come(client, event, rows):
    page = client.post(url_of(event), sent(event, people=rows, add="people")).content.decode()
    assert page.count('_birth"') <= event.party_max * 4


@pytest.mark.parametrize(
    ("age", "words"),
    [(5, "Noor aura 5 ans"), (13, "Noor aura 13 ans"), (-1, "dans le futur"), (130, "plus de 120 ans")],
)
def test_each_child_whose_age_does_not_fit_gets_a_sentence(client, event, age, words):
    response = client.post(url_of(event), family(event) | {"p0_birth": born(age, event)})
    assert len(errors(response)) == 1
    assert words in errors(response)[0]
    assert 'value="Sami"' in response.content.decode(), "nothing is lost"
    assert Registration.objects.count() == 0


def test_a_child_in_an_adults_workshop_is_refused_by_the_operation_too():
    event = make(participants=ParticipantMode.BIRTH, age_min=18)
    child = Details(participants=(Person("Noor", timezone.localdate() - timedelta(days=3000)),), parental=True)
    with pytest.raises(Refusal, match="Noor aura"):
        book(event, "Amina", details=child)


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("parental", "Un parent ou tuteur doit donner son accord pour les moins de 18 ans."),
        ("emergency_phone", "Donnez un numéro où vous joindre pendant l’activité."),
        ("p1_birth", "Écrivez la date de naissance de cette personne."),
        ("p1_name", "Écrivez le nom de cette personne."),
    ],
)
def test_what_a_child_needs_is_asked(client, event, missing, sentence):
    data = family(event)
    del data[missing]
    assert errors(client.post(url_of(event), data)) == [sentence]


def test_nobody_named_is_nobody_registered(client, event):
    response = client.post(url_of(event), sent(event, people="1"))
    assert errors(response) == [
        "Écrivez le nom de la personne qui vient.",
        "Écrivez la date de naissance de cette personne.",
        "Un parent ou tuteur doit donner son accord pour les moins de 18 ans.",
        "Donnez un numéro où vous joindre pendant l’activité.",
    ]


@pytest.mark.parametrize(("age_max", "word"), [(12, "obligatoire"), (30, "facultatif")])
def test_what_every_child_must_bring_is_not_called_optional(client, age_max, word):
    event = make(participants=ParticipantMode.BIRTH, age_max=age_max)
    page = " ".join(client.get(url_of(event)).content.decode().split())
    for label in ("inscrits ici à participer.", "Téléphone en cas d’urgence"):
        assert f'{label} <span class="field-need">({word})' in page


@pytest.mark.parametrize(
    ("participants", "label"), [(ParticipantMode.NUMBER, "Nom"), (ParticipantMode.BIRTH, "Votre nom")]
)
def test_who_registers_is_not_taken_for_who_comes(client, participants, label):
    page = " ".join(client.get(url_of(make(participants=participants))).content.decode().split())
    assert f'<label for="id_name">{label} <span' in page


def test_a_label_that_is_a_sentence_loses_its_full_stop_before_a_colon(client, event):
    response = client.post(url_of(event), family(event, needs="wheelchair"))
    said = re.search(r'id="erreurs".*?<ul>(.*?)</ul>', response.content.decode(), re.S)[1]
    assert "C’est effacé 30 jours après\u00a0: Cochez ceci" in said


def test_more_names_than_may_register_together_are_refused():
    event = make(participants=ParticipantMode.NAMES, party_max=2)
    three = Details(participants=tuple(Person(name) for name in ("Ali", "Bea", "Cem")))
    with pytest.raises(Refusal, match="2 personnes"):
        book(event, "Amina", persons=3, details=three)
    with pytest.raises(Refusal, match="nom de chaque personne"):
        book(event, "Amina", persons=2)


def test_children_are_looked_after_in_places_of_their_own(client, event):
    response = client.post(url_of(event), family(event, children="1", c0_name="Lina", c0_birth=born(3, event)))
    assert response.status_code == 302, errors(response)
    registration = Registration.objects.get()
    assert people(registration, "childcare") == [(0, "Lina", born(3, event))]
    assert sorted(registration.seats.values_list("persons", flat=True)) == [1, 2]
    assert_counters_equal_rows()


def test_children_who_are_looked_after_are_said_wherever_the_number_is(client, event):
    data = family(event, children="1", c0_name="Lina", c0_birth=born(3, event))
    said = "2 personnes, 1 enfant en garderie"
    assert said in client.post(url_of(event), data, follow=True).content.decode()
    registration = Registration.objects.get()
    _subject, plain, html, _attachments = compose(registration.letters.get())
    assert (said in plain, said in html) == (True, True)
    assert said in client.get(f"/fr/inscription/{link_token(registration, purpose=LINK)}/").content.decode()


def test_the_number_of_a_group_is_said_where_each_registers_alone(client):
    event = make(group_max=30, party_max=1, seats=40)
    page = client.post(url_of(event), sent(event, organisation="École 5", party_size="24"), follow=True)
    assert "24 personnes" in page.content.decode()
    token = link_token(Registration.objects.get(), purpose=LINK)
    assert "24 personnes" in client.get(f"/fr/inscription/{token}/").content.decode()


def test_places_in_a_childcare_are_a_childcare_in_the_agenda(client, event):
    assert "Garderie sur place" in client.get(f"/fr/agenda/{event.slug}/").content.decode()
    assert event.slug in client.get("/fr/agenda/?garderie=1").content.decode()


def test_a_family_waits_whole_when_the_childcare_is_full(event):
    def family_of(name, *children):
        adult = Person(name, (timezone.localdate() - timedelta(days=9 * 365)))
        little = tuple(Person(child, timezone.localdate() - timedelta(days=4 * 365)) for child in children)
        return book(event, name, details=Details(participants=(adult,), childcare=little, parental=True))

    first = family_of("Amina", "Lina", "Omar")
    second, third = family_of("Bram", "Tess"), family_of("Chloé")
    assert states(first, second, third) == ["confirmed", "waiting", "confirmed"]
    assert_counters_equal_rows()
    cancel(first, now=timezone.now())
    assert states(second) == ["confirmed"]
    assert_counters_equal_rows()


def test_too_old_for_the_childcare_is_said_beside_the_child(client, event):
    data = family(event, children="1", c0_name="Lina", c0_birth=born(7, event))
    assert "c’est jusqu’à 5 ans" in errors(client.post(url_of(event), data))[0]


def test_the_parent_sees_and_changes_it_all_by_the_link(client, event):
    client.post(url_of(event), family(event))
    registration = Registration.objects.get()
    noor = registration.participants.get(name="Noor")
    path = f"/fr/inscription/{link_token(registration, purpose=LINK)}/"
    page = client.get(path).content.decode()
    for said in ("Noor", "Sami", "sa tante Rosa", born(8, event)):
        assert f'value="{said}"' in page
    changed = family(event) | {"p0_name": "Noor D.", "p1_name": "", "p1_birth": "", "may_collect": "personne"}
    response = client.post(path, changed)
    assert response.status_code == 302, errors(response)
    registration.refresh_from_db()
    assert (registration.party_size, registration.may_collect) == (1, "personne")
    assert people(registration) == [(0, "Noor D.", born(8, event))]
    assert registration.participants.get() == noor, "who stays is the same row"
    assert_counters_equal_rows()


def test_withdrawing_the_authorisation_is_refused_while_the_child_comes(client, event):
    client.post(url_of(event), family(event))
    path = f"/fr/inscription/{link_token(Registration.objects.get(), purpose=LINK)}/"
    data = family(event)
    del data["parental"]
    assert errors(client.post(path, data)) == ["Un parent ou tuteur doit donner son accord pour les moins de 18 ans."]


@pytest.fixture
def group_event():
    return make(participants=ParticipantMode.NAMES, party_max=3, group_max=30, seats=40)


def test_a_class_comes_with_a_head_count_and_names_later(client, group_event):
    data = sent(group_event, organisation="École 5", party_size="24", people="1")
    response = client.post(url_of(group_event), data)
    assert response.status_code == 302, errors(response)
    registration = Registration.objects.get()
    assert (registration.party_size, registration.organisation, people(registration)) == (24, "École 5", [])
    path = f"/fr/inscription/{link_token(registration, purpose=LINK)}/"
    names = "\n".join(f"Élève {letter}" for letter in "ABCDEFGHIJ")
    later = {"name": "Amina Diallo", "phone": "", "language": "fr", "organisation": "École 5", "party_size": "24"}
    response = client.post(path, later | {"names": names, "people": "1"})
    assert response.status_code == 302, errors(response)
    registration.refresh_from_db()
    assert (registration.party_size, len(people(registration))) == (24, 10)
    assert "Élève J" in client.get(path).content.decode()


def by_link(registration):
    return f"/fr/inscription/{link_token(registration, purpose=LINK)}/"


def as_shown(page):
    """POST data of a form that is sent back as it was shown."""
    form = page.context["form"]
    return {field.html_name: field.value() for field in form if field.value() not in (None, False)}


def test_one_name_does_not_make_one_person_of_a_class(client, group_event):
    data = sent(group_event, organisation="École 5", party_size="24", people="1", p0_name="Mme Dubois")
    response = client.post(url_of(group_event), data)
    assert response.status_code == 302, errors(response)
    registration = Registration.objects.get()
    assert (registration.party_size, people(registration)) == (24, [(0, "Mme Dubois", None)])
    assert_counters_equal_rows()


def test_a_class_of_which_few_names_are_known_stays_a_class(client, group_event):
    data = sent(group_event, organisation="École 5", party_size="24", names="Ali\nBea\nCem")
    client.post(url_of(group_event), data)
    registration = Registration.objects.get()
    assert registration.party_size == 24
    shown = as_shown(client.get(by_link(registration)))
    response = client.post(by_link(registration), shown)
    assert response.status_code == 302, errors(response)
    registration.refresh_from_db()
    assert (registration.party_size, len(people(registration))) == (24, 3)
    assert errors(client.post(by_link(registration), shown | {"party_size": ""})) == [
        "Écrivez combien de personnes viennent."
    ]


def test_whoever_is_named_in_a_class_stays_the_same_person_on_another_line(client, group_event):
    client.post(url_of(group_event), sent(group_event, organisation="É", party_size="24", names="Ali\nBea\nCem"))
    registration = Registration.objects.get()
    before = {row.name: row.pk for row in registration.participants.all()}
    client.post(by_link(registration), as_shown(client.get(by_link(registration))) | {"names": "Dilan\nCem\nBea"})
    after = {row.name: row.pk for row in registration.participants.all()}
    assert {name: after[name] for name in ("Bea", "Cem")} == {name: before[name] for name in ("Bea", "Cem")}
    assert set(after) == {"Bea", "Cem", "Dilan"}


def test_a_class_keeps_the_birth_date_that_was_given_in_a_row(client):
    event = make(participants=ParticipantMode.BIRTH, party_max=3, group_max=30, seats=40)
    row = {"people": "1", "p0_name": "Noor", "p0_birth": born(30, event)}
    client.post(url_of(event), sent(event, organisation="École 5", party_size="24", **row))
    registration = Registration.objects.get()
    client.post(by_link(registration), as_shown(client.get(by_link(registration))) | {"names": "Noor\nSami"})
    assert people(registration) == [(0, "Noor", born(30, event)), (1, "Sami", None)]


def test_more_persons_than_names_without_an_organisation_is_said(client, group_event):
    data = sent(group_event, people="2", p0_name="Ali", p1_name="Bea", party_size="3")
    response = client.post(url_of(group_event), data)
    assert errors(response) == ["Écrivez le nom de chacun, ou celui de l’association ou de la classe."]
    assert Registration.objects.count() == 0


def test_a_small_class_is_a_class(client):
    event = make(participants=ParticipantMode.BIRTH, party_max=6, group_max=30, seats=40, age_max=12)
    response = client.post(url_of(event), sent(event, organisation="École 5", party_size="5", people="1"))
    assert response.status_code == 302, errors(response)
    registration = Registration.objects.get()
    assert (registration.party_size, registration.state) == (5, "confirmed")
    response = client.post(by_link(registration), as_shown(client.get(by_link(registration))) | {"names": "Ali\nBea"})
    assert response.status_code == 302, errors(response)
    assert client.post(by_link(registration), as_shown(client.get(by_link(registration)))).status_code == 302
    registration.refresh_from_db()
    assert (registration.party_size, len(people(registration))) == (5, 2)


def test_colleagues_who_are_all_named_are_as_many_as_their_names(client, group_event):
    data = sent(group_event, organisation="CPAS", people="2", p0_name="Ali", p1_name="Bea")
    client.post(url_of(group_event), data)
    registration = Registration.objects.get()
    shown = as_shown(client.get(by_link(registration)))
    assert client.post(by_link(registration), shown | {"p1_name": ""}).status_code == 302
    registration.refresh_from_db()
    assert (registration.party_size, [name for _row, name, _birth in people(registration)]) == (1, ["Ali"])


def test_a_class_that_the_desk_registered_without_more_keeps_its_number(client, group_event):
    client.force_login(make_user(groups=["Accueil"]))
    client.post(f"/fr/espace/accueil/{group_event.slug}/", sent(group_event, party_size="24", people="1"))
    registration = Registration.objects.get()
    assert registration.party_size == 24
    path = f"/fr/espace/accueil/{group_event.slug}/{registration.reference}/"
    assert client.post(path, as_shown(client.get(path))).status_code == 302
    registration.refresh_from_db()
    assert registration.party_size == 24


def test_professionals_who_may_come_in_a_group_say_whose_they_are(client):
    event = make(admission="professionals", group_max=30)
    data = sent(event, party_size="1", professional="on", function="AS", organisation="")
    assert errors(client.post(url_of(event), data)) == ["Champ requis."]
    assert client.post(url_of(event), data | {"organisation": "CPAS"}).status_code == 302


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"organisation": ""}, "nom de l’association"), ({"organisation": "École 5"}, "30 personnes")],
)
def test_a_group_says_whose_it_is_and_is_not_without_end(group_event, facts, words):
    size = 24 if not facts["organisation"] else 31
    with pytest.raises(Refusal, match=words):
        book(group_event, "Amina", persons=size, details=Details(**facts))


def test_ten_thousand_participants_are_refused_with_a_sentence(client, group_event):
    response = client.post(url_of(group_event), sent(group_event, organisation="École", party_size="10000"))
    assert response.status_code == 200
    assert 'id="erreurs"' in response.content.decode()
    assert Registration.objects.count() == 0


def test_a_class_that_is_too_large_is_told_that_alone(client, group_event):
    data = sent(group_event, organisation="École 5", party_size="31", people="1")
    assert errors(client.post(url_of(group_event), data)) == ["On s’inscrit ici à 30 personnes au plus."]


def test_the_desk_registers_a_family_too(client, event):
    client.force_login(make_user(groups=["Accueil"]))
    path = f"/fr/espace/accueil/{event.slug}/"
    assert 'name="p1_name"' in client.post(path, family(event) | {"people": "1", "add": "people"}).content.decode()
    response = client.post(path, family(event) | {"email": ""})
    assert response.status_code == 302, errors(response)
    assert people(Registration.objects.get())[0][1] == "Noor"
