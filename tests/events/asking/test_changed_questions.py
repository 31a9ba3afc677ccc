"""What a changed form cannot show is not taken back by whoever corrects something else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from events.letters import LINK
from events.models import Answer, Consent, Needs, ParticipantMode, Registration
from events.models.participants import private_storage
from portal.kit.links import link_token
from tests.events.asking.asked import sent, url_of
from tests.events.asking.test_questions import PDF, WORKSHOPS, answered, field, make
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PLAIN = {"name": "Amina Diallo", "phone": "0470 12 34 56", "language": "fr", "party_size": "1"}


def register(client, event, **typed):
    response = client.post(url_of(event), sent(event, **typed))
    assert response.status_code == 302, response.content.decode()[:0] or response.context["form"].errors
    return Registration.objects.get()


def correct(client, registration, **typed):
    path = f"/fr/inscription/{link_token(registration, purpose=LINK)}/"
    response = client.post(path, PLAIN | typed)
    assert response.status_code == 302, response.context["form"].errors


def test_an_answer_outlives_its_question_and_is_read_under_its_own_words(client):
    event = make({"label_fr": "Pointure"}, {"label_fr": "Régime"})
    typed = {"party_size": "1", field(event, "Pointure"): "38", field(event, "Régime"): "sans porc"}
    registration = register(client, event, **typed)
    kept = field(event, "Régime")
    event.questions.get(label_fr="Pointure").delete()
    correct(client, registration, **{kept: "sans gluten"})
    assert answered() == {"Pointure": "38", "Régime": "sans gluten"}
    client.force_login(make_user(partner=event.organiser))
    page = client.get(f"/fr/espace/organisation/{event.slug}/fiche/{registration.reference}/").content.decode()
    assert "Pointure" in page
    assert "38" in page


def test_an_emptied_field_takes_its_answer_back(client):
    event = make({"label_fr": "Régime"})
    registration = register(client, event, party_size="1", **{field(event, "Régime"): "sans porc"})
    correct(client, registration, **{field(event, "Régime"): ""})
    assert answered() == {}


@pytest.mark.parametrize(
    ("now", "typed", "expected"),
    [
        ({"kind": "number"}, "", "sans porc"),
        ({"kind": "number"}, "3", 3),
        ({"kind": "choice", "options": WORKSHOPS}, "", "sans porc"),
        ({"kind": "yes_no"}, "yes", True),
        ({"kind": "date"}, "", "sans porc"),
        ({"per_participant": True}, "", "sans porc"),
    ],
)
def test_an_answer_that_the_changed_question_cannot_show_stays_until_it_is_answered(client, now, typed, expected):
    event = make({"label_fr": "Régime"})
    registration = register(client, event, party_size="1", **{field(event, "Régime"): "sans porc"})
    event.questions.update(**now)
    correct(client, registration, **{field(event, "Régime"): typed})
    assert answered() == {"Régime": expected}


def test_an_option_that_went_stays_chosen_by_who_chose_it(client):
    event = make({"label_fr": "Ateliers", "kind": "several", "options": WORKSHOPS})
    name = field(event, "Ateliers")
    registration = register(client, event, party_size="1", **{name: ["pain", "soupe"]})
    event.questions.update(options=[WORKSHOPS[1]])
    correct(client, registration, **{name: ["soupe"]})
    assert answered() == {"Ateliers": ["soupe", "pain"]}
    correct(client, registration)
    assert answered() == {"Ateliers": ["pain"]}


def test_needs_image_rights_and_names_stay_when_they_are_asked_no_more(client):
    event = make({"label_fr": "Taille", "per_participant": True}, participants=ParticipantMode.NAMES, party_max=3,
                 asks_image_consent=True)  # fmt: skip
    said = {"needs": ["wheelchair"], "needs_consent": "on", "image": ["print"], field(event, "Taille", 0): "M"}
    registration = register(client, event, people="1", p0_name="Amina", **said)
    event.participants, event.asks_needs, event.asks_image_consent = ParticipantMode.NUMBER, False, False
    event.save()
    correct(client, registration, party_size="2")
    assert Needs.objects.get().codes == ["wheelchair"]
    assert Consent.objects.filter(withdrawn_at=None).count() == 2
    assert [row.name for row in registration.participants.all()] == ["Amina"]
    assert answered() == {"Taille": "M"}


def test_who_does_not_come_any_more_takes_their_file_along(client):
    event = make({"label_fr": "Preuve", "kind": "file", "per_participant": True}, participants="names", party_max=3)
    proof = {field(event, "Preuve", 1): SimpleUploadedFile("b.pdf", PDF)}
    registration = register(client, event, people="2", p0_name="Amina", p1_name="Bram", **proof)
    path = Answer.objects.get().file.name
    correct(client, registration, people="1", p0_name="Amina")
    assert not Answer.objects.exists()
    assert not private_storage().exists(path)
