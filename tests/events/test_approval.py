"""Somebody agrees first: the organiser on their page, the employer by a signed link without an account."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events.approval import ask_another, decide
from events.asking.details import Approver, Details
from events.letters import APPROVAL, LINK
from events.messages.composing import compose
from events.models import Approval, ApprovalMode, Capacity, Registration, RegistrationLetter, RegistrationMode
from events.registration import cancel
from portal.kit.links import link_token
from portal.kit.refusal import Refusal
from tests.events.asking.asked import sent, url_of
from tests.events.booking import assert_counters_equal_rows, book, kinds, states
from tests.factories import make_event, make_user, publish_event

pytestmark = pytest.mark.django_db

CHEF = Approver("Rosa Peeters", "rosa@cpas.test", "CPAS")


def make(mode, **facts):
    facts = {"registration_mode": RegistrationMode.DATE, "seats": 2} | facts
    return publish_event(make_event(approval=mode, **facts))


@pytest.fixture
def event():
    return make(ApprovalMode.EMPLOYER)


@pytest.fixture
def asked(event):
    return book(event, "Amina", details=Details(approver=CHEF))


def link(registration):
    return f"/fr/validation/{link_token(registration.approval, purpose=APPROVAL)}/"


def counters():
    return list(Capacity.objects.values_list("taken", "waiting"))


def test_until_somebody_agrees_nothing_is_held(asked):
    assert (asked.state, counters()) == ("pending", [(0, 0)])
    letters = asked.letters.order_by("pk").values_list("kind", "address")
    assert list(letters) == [("pending", "amina@exemple.test"), ("approval", "rosa@cpas.test")]


def test_the_form_asks_who_agrees(client, event):
    response = client.post(url_of(event), sent(event, party_size="1"))
    assert response.content.decode().count('class="field-error"') == 3
    data = sent(event, party_size="1", employer="CPAS", approver_name="Rosa", approver_email="rosa@cpas.test")
    page = client.post(url_of(event), data, follow=True).content.decode()
    assert Registration.objects.get().state == "pending"
    assert "Votre demande est reçue" in page
    assert "Dites à la personne qui valide qu’elle reçoit un e-mail de nous" in page


def test_the_employer_sees_who_what_and_when_and_agrees(client, event, asked):
    page = client.get(link(asked)).content.decode()
    assert "Amina" in page
    assert event.text("fr").title in page
    assert "amina@exemple.test" not in page
    assert states(asked) == ["pending"], "looking is not agreeing"
    assert client.post(link(asked), {"decision": "agree", "comment": ""}).status_code == 302
    assert states(asked) == ["confirmed"]
    assert kinds(asked) == ["pending", "approval", "confirmed"]
    assert "Vous avez donné votre accord." in client.get(link(asked)).content.decode()
    assert_counters_equal_rows()


def test_declining_says_why_and_holds_nothing(client, asked):
    client.post(link(asked), {"decision": "decline", "comment": "pas cette semaine"})
    assert states(asked) == ["declined"]
    letter = RegistrationLetter.objects.get(registration=asked, kind="declined")
    assert "pas cette semaine" in compose(letter)[1]
    assert counters() == [(0, 0)]
    assert "Aucune place n’est retenue" in compose(letter)[2]


def test_the_first_answer_stands(asked):
    decide(asked.approval, agreed=True, now=timezone.now())
    decide(asked.approval, agreed=True, now=timezone.now())
    with pytest.raises(Refusal, match="déjà été donnée"):
        decide(asked.approval, agreed=False, now=timezone.now())
    assert states(asked) == ["confirmed"]


def test_whoever_asked_first_keeps_their_rank(event, asked):
    decide(book(event, "Bram", persons=2, details=Details(approver=CHEF)).approval, agreed=True, now=timezone.now())
    third = book(event, "Chloe", details=Details(approver=CHEF))
    decide(third.approval, agreed=True, now=timezone.now())
    decide(asked.approval, agreed=True, now=timezone.now())
    assert list(Registration.objects.waiting().values_list("name", flat=True)) == ["Amina", "Chloe"]
    assert_counters_equal_rows()


@pytest.mark.parametrize("token", ["x", "A" * 48, "%00", "é"])
def test_a_link_that_is_none_gets_a_page_that_says_so(client, token):
    response = client.get(f"/fr/validation/{token}/")
    assert response.status_code == 404
    assert "Ce lien ne mène nulle part" in response.content.decode()


def test_a_tampered_link_and_that_of_the_registration_open_nothing(client, asked):
    path = link(asked)
    other = "a" if path[-3] != "a" else "b"
    assert client.get(f"{path[:-3]}{other}{path[-2:]}").status_code == 404
    own = link_token(asked, purpose="registration")
    assert client.get(f"/fr/validation/{own}/").status_code == 404
    assert client.get(f"/fr/inscription/{link_token(asked.approval, purpose=APPROVAL)}/").status_code == 404


def test_a_link_that_came_too_late_says_so_and_changes_nothing(client, event, asked):
    event.occurrences.update(
        starts_at=timezone.now() - timedelta(minutes=1), ends_at=timezone.now() + timedelta(hours=1)
    )
    assert "n’est plus ouverte" in client.get(link(asked)).content.decode()
    page = client.post(link(asked), {"decision": "agree"}).content.decode()
    assert "n’est plus ouverte" in page
    assert states(asked) == ["pending"]


def summary(response):
    said = re.search(r'id="erreurs".*?<ul>(.*?)</ul>', response.content.decode(), re.S)[1]
    return [re.sub("<[^>]+>|\\s+", " ", item).strip() for item in re.findall(r"<li>(.*?)</li>", said, re.S)]


def own_page(registration):
    return f"/fr/inscription/{link_token(registration, purpose=LINK)}/"


def ask(client, registration, email, name="Omar Claes"):
    return client.post(own_page(registration), {"action": "approver", "approver_name": name, "approver_email": email})


def test_nobody_approves_themselves(client, event):
    data = sent(event, party_size="1", employer="CPAS", approver_name="Amina", approver_email="Amina@Exemple.test")
    response = client.post(url_of(event), data)
    assert summary(response) == [
        "Son adresse e-mail : C’est votre propre adresse : donnez celle de la personne qui valide."
    ]
    with pytest.raises(Refusal, match="propre adresse"):
        book(event, "Amina", details=Details(approver=Approver("Amina", "amina@exemple.test", "CPAS")))
    assert Registration.objects.count() == 0


def test_a_mistyped_approver_is_replaced_and_their_link_ends(client, asked):
    before = link(asked)
    first = RegistrationLetter.objects.get(registration=asked, kind="approval")
    assert 'name="approver_email"' in client.get(own_page(asked)).content.decode()
    assert ask(client, asked, "omar@cpas.test").status_code == 302
    asked.refresh_from_db()
    assert (asked.approval.approver_name, asked.approval.approver_email) == ("Omar Claes", "omar@cpas.test")
    assert client.get(before).status_code == 404
    assert compose(RegistrationLetter.objects.get(pk=first.pk)) is None, "the new link goes to nobody else"
    second = asked.letters.get(kind="approval", address="omar@cpas.test")
    assert link(asked) in compose(RegistrationLetter.objects.get(pk=second.pk))[1]
    assert "l’accord de Omar Claes" in client.get(own_page(asked)).content.decode()
    client.post(link(asked), {"decision": "agree", "comment": ""})
    assert states(asked) == ["confirmed"]
    assert "approver_email" not in client.get(own_page(asked)).content.decode()


@pytest.mark.parametrize(
    ("email", "words"),
    [("amina@exemple.test", "C’est votre propre adresse"), ("nonsense", "valide"), ("", "requis")],
)
def test_a_wrong_address_is_said_and_changes_nothing(client, asked, email, words):
    response = ask(client, asked, email)
    assert words in " ".join(summary(response))
    asked.approval.refresh_from_db()
    assert asked.approval.approver_email == "rosa@cpas.test"


def test_strangers_are_not_written_to_without_end(client, asked):
    answers = [ask(client, asked, f"personne{number}@cpas.test").status_code for number in range(4)]
    assert answers == [302, 302, 200, 200]
    assert asked.letters.filter(kind="approval").count() == 3


def test_after_the_answer_nobody_else_is_asked(client, asked):
    decide(asked.approval, agreed=True, now=timezone.now())
    assert ask(client, asked, "omar@cpas.test").status_code == 302
    with pytest.raises(Refusal, match="plus ouverte"):
        ask_another(asked.approval, name="Omar", email="omar@cpas.test", now=timezone.now())
    assert asked.letters.filter(kind="approval").count() == 1


def test_professionals_say_once_for_whom_they_work(client):
    event = make(ApprovalMode.EMPLOYER, admission="professionals")
    page = client.get(url_of(event)).content.decode()
    assert ('name="organisation"' in page, 'name="employer"' in page) == (True, False)
    said = {"organisation": "CPAS", "professional": "on", "function": "AS"}
    data = sent(event, party_size="1", approver_name="Rosa", approver_email="rosa@cpas.test", **said)
    assert client.post(url_of(event), data).status_code == 302
    registration = Registration.objects.get()
    assert (registration.organisation, registration.approval.employer) == ("CPAS", "CPAS")


def test_a_change_by_the_link_keeps_the_employer(client, event):
    data = sent(event, party_size="1", employer="CPAS", approver_name="Rosa", approver_email="rosa@cpas.test")
    client.post(url_of(event), data)
    registration = Registration.objects.get()
    change = {"name": "Amina D.", "phone": "", "party_size": "1", "language": "fr", "note": ""}
    assert client.post(own_page(registration), change).status_code == 302
    registration.refresh_from_db()
    assert (registration.name, registration.organisation) == ("Amina D.", "CPAS")


@pytest.mark.parametrize("off", [{"state": "cancelled"}, {"state": "postponed"}, {"in_schedule": False}])
def test_nobody_agrees_to_what_does_not_take_place(client, event, asked, off):
    event.occurrences.update(**off)
    assert "n’est plus ouverte" in client.post(link(asked), {"decision": "agree"}).content.decode()
    assert (states(asked), counters()) == (["pending"], [(0, 0)])
    event.occurrences.update(state="scheduled", in_schedule=True)
    client.post(link(asked), {"decision": "agree"})
    assert states(asked) == ["confirmed"]


def test_nobody_agrees_to_a_training_of_which_nothing_is_left():
    event = make(ApprovalMode.EMPLOYER, registration_mode=RegistrationMode.WHOLE)
    asked = book(event, "Amina", details=Details(approver=CHEF))
    event.occurrences.update(state="cancelled")
    with pytest.raises(Refusal, match="n’est plus ouverte"):
        decide(asked.approval, agreed=True, now=timezone.now())
    assert states(asked) == ["pending"]


def test_what_was_cancelled_is_no_longer_open(client, asked):
    cancel(asked, now=timezone.now())
    assert counters() == [(0, 0)]
    client.post(link(asked), {"decision": "agree"})
    assert states(asked) == ["cancelled"]


def test_the_pages_are_private(client, asked):
    response = client.get(link(asked))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_the_desk_needs_no_approval(event):
    assert book(event, "Amina", source="desk").state == "confirmed"
    assert Approval.objects.count() == 0


def test_a_repeat_is_told_what_a_newcomer_is_told(client, event, asked):
    data = sent(event, party_size="1", name="Amina", employer="X", approver_name="Y", approver_email="y@cpas.test")
    page = client.post(url_of(event), data, follow=True).content.decode()
    assert "Votre demande est reçue" in page
    assert "Dites à la personne qui valide qu’elle reçoit un e-mail de nous" in page
    assert kinds(asked) == ["pending", "approval", "link"]
    assert Approval.objects.count() == 1


@pytest.fixture
def organised():
    return make(ApprovalMode.ORGANISER)


@pytest.mark.parametrize(("act", "state"), [("agree", "confirmed"), ("decline", "declined")])
def test_the_organiser_decides_on_their_page(client, organised, act, state):
    asked = book(organised, "Amina")
    path = f"/fr/espace/organisation/{organised.slug}/attente/"
    client.force_login(make_user(partner=organised.organiser))
    assert re.search(r'value="agree">\s*Accepter', client.get(path).content.decode())
    client.post(path, {"act": act, "reference": asked.reference, "comment": "merci"})
    asked.approval.refresh_from_db()
    assert (states(asked), asked.approval.comment) == ([state], "merci")


def test_the_organiser_does_not_answer_for_the_employer(client, event, asked):
    path = f"/fr/espace/organisation/{event.slug}/attente/"
    client.force_login(make_user(partner=event.organiser))
    client.post(path, {"act": "agree", "reference": asked.reference})
    assert states(asked) == ["pending"]


def test_the_employer_never_gets_the_person_s_own_link(event, asked):
    own = link_token(asked, purpose="registration")
    letter = RegistrationLetter.objects.get(registration=asked, kind="approval")
    _subject, text, html, _attached = compose(letter)
    assert own not in text + html
    event.occurrences.update(state="cancelled", reason_fr="Panne.")
    assert compose(RegistrationLetter.objects.get(pk=letter.pk)) is None
