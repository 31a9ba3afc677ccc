"""Attestations on pages: issued, corrected, revoked, verified, downloaded."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from events.attendance import mark_all
from events.attestations import certificates, issue, presences, revoke
from events.attestations.paper import paper_path
from events.letters import managing_path
from events.models import Attestation
from tests.events.attending import book, make_course, mark_of, sessions_of
from tests.factories import make_user
from tests.kit.pdf.reading import text_of

pytestmark = pytest.mark.django_db
SIGN = {"signatory": "Inès Delmotte", "made_at": "Bruxelles"}
TYPED = {"signatory_fr": "Inès Delmotte", "made_at_fr": "Bruxelles", "made_at_nl": "Brussel"}


def attend(registration, *dates):
    for date in dates:
        mark_all(date, [mark_of(registration, at=date.ends_at)], by=None, now=date.ends_at)


@pytest.fixture
def course(site):
    return make_course(paid_leave=True)


@pytest.fixture
def over(course, clock):
    """The clock stands an hour after the last session."""
    moment = sessions_of(course)[-1].ends_at + timedelta(hours=1)
    clock.go_to(moment)
    return moment


@pytest.fixture
def organiser(course, client):
    user = make_user(partner=course.organiser, first_name="Nour", last_name="Lambrecht")
    client.force_login(user)
    return user


@pytest.mark.parametrize("code", ["ABC%00DEF", "%00" * 12, "K7Q2M4XAB3C%00", "é" * 12, "A" * 400])
def test_a_code_that_is_none_is_not_found(client, site, code):
    assert client.get(f"/fr/attestation/{code}/").status_code == 404


@pytest.mark.parametrize("reference", ["%00", "K7Q2M4X%00", "é" * 8])
def test_a_reference_that_is_none_is_not_found(client, organiser, course, reference):
    assert client.get(f"/fr/espace/organisation/{course.slug}/fiche/{reference}/").status_code == 404


def page_of(course):
    return reverse("attestations", args=[course.slug])


def one(course, name="Amina Diallo", **facts):
    """An attestation of somebody who attended everything."""
    registration = book(course, name, **facts)
    attend(registration, *sessions_of(course))
    now = sessions_of(course)[-1].ends_at + timedelta(minutes=1)
    (row,) = issue(course, presences(course), by=None, now=now, **SIGN)
    return row


def pick(course, name):
    (key,) = [each.key for each in presences(course) if each.name == name]
    return f"attendance::{key}"


def test_only_who_organises_finds_the_pages(client, course):
    row = one(course)
    one_page = reverse("attestations-une", args=[course.slug, row.uuid])
    client.force_login(make_user())
    for address in (page_of(course), one_page):
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code == 404
    other = make_course()
    client.force_login(make_user(partner=other.organiser))
    assert client.get(reverse("attestations-une", args=[other.slug, row.uuid])).status_code == 404


@pytest.fixture
def attended(course):
    """Amina and Bram were there always, Zoé once."""
    first, second = sessions_of(course)
    for name in ("Amina", "Bram"):
        attend(book(course, name), first, second)
    attend(book(course, "Zoé"), first)


def test_everybody_who_reached_the_threshold_gets_one(client, course, attended, over, organiser):
    page = client.get(page_of(course))
    shown = [(row["name"], row["percent"], row["reached"]) for row in page.context["people"]]
    assert shown == [("Amina", 100, True), ("Bram", 100, True), ("Zoé", 50, False)]
    assert page.context["form"].initial["signatory_fr"] == "Nour Lambrecht"
    page = client.post(page_of(course), {**TYPED, "everybody": "on"}, follow=True)
    assert [str(message) for message in page.context["messages"]] == ["2 documents émis."]
    assert list(Attestation.objects.values_list("name", "issued_by")) == [
        ("Amina", organiser.pk),
        ("Bram", organiser.pk),
    ]
    assert page.context["everybody_label"] == ""


def test_those_who_are_ticked_get_one_and_nobody_under_the_threshold(client, course, attended, over, organiser):
    ticked = [pick(course, "Bram"), pick(course, "Zoé")]
    client.post(page_of(course), {**TYPED, "pick": ticked})
    assert list(Attestation.objects.values_list("name", flat=True)) == ["Bram"]


def test_certificates_of_paid_leave_are_issued_when_they_are_ready(client, course, attended, over, organiser):
    due = certificates(course, now=over)
    assert {each.kind for each in due} == {"leave_enrolment", "leave_quarter"}
    enrolment = next(each for each in due if each.kind == "leave_enrolment" and each.presence.name == "Zoé")
    page = client.post(page_of(course), {**TYPED, "pick": enrolment.key}, follow=True)
    assert [str(message) for message in page.context["messages"]] == ["1 document émis."]
    row = Attestation.objects.get()
    assert (row.kind, row.name) == ("leave_enrolment", "Zoé")
    assert row.code in text_of(client.get(paper_path(row, "fr")).content).replace("-", "")


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"pick": "nonsense"},
        {"pick": "attendance::" + "0" * 400},
        {"pick": "x::" + "0" * 32},
        {"everybody": "on", "signatory_fr": ""},
        {"everybody": "on", "made_at_nl": "\x00"},
        {"everybody": "on", "signatory_nl": "x" * 121},
    ],
)
def test_what_cannot_be_issued_is_said(client, course, attended, over, organiser, posted):
    page = client.post(page_of(course), TYPED | posted)
    assert (page.status_code, bool(page.context["form"].errors)) == (200, True)
    assert Attestation.objects.count() == 0


def test_somebody_else_s_person_is_not_issued_by_a_forged_box(client, course, attended, over, organiser):
    other = make_course(sessions=1)
    attend(book(other, "Dries"), *sessions_of(other))
    client.post(page_of(course), {**TYPED, "pick": pick(other, "Dries")})
    assert Attestation.objects.count() == 0


def test_before_the_end_it_says_when(client, course, attended, organiser):
    page = client.post(page_of(course), {**TYPED, "everybody": "on"})
    assert page.context["form"].non_field_errors() == ["La dernière séance n’est pas encore terminée."]


def test_one_is_corrected_and_then_revoked(client, course, organiser):
    row = one(course, "Amina Dialo")
    address = reverse("attestations-une", args=[course.slug, row.uuid])
    page = client.post(address, {"action": "correct", "name": "Amina Diallo"}, follow=True)
    new = Attestation.objects.get(revoked_at=None)
    assert (new.name, new.replaces, page.context["number"][-10:]) == ("Amina Diallo", row, str(new))
    address = reverse("attestations-une", args=[course.slug, new.uuid])
    assert client.post(address, {"action": "revoke", "reason": ""}).context["revoke_form"].errors
    page = client.post(address, {"action": "revoke", "reason": "présence contestée"}, follow=True)
    assert (page.context["state_label"], page.context["reason"]) == ("Retirée", "présence contestée")
    assert client.post(address, {"action": "correct", "name": "x"}).context["correct_form"].errors


def test_verification_shows_what_the_paper_proves_and_nothing_else(client, course):
    row = one(course, email="amina@exemple.test")
    page = client.get(reverse("attestation", args=[f"{row.code[:4].lower()}-{row.code[4:]}"]))
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    words = page.content.decode()
    for shown in ("Amina Diallo", "L’entretien d’aide", "CPAS Marolles", str(row), "Valable"):
        assert shown in words, shown
    for hidden in ("amina@exemple.test", row.registration.reference, row.registration.uuid.hex, row.link_key, ".pdf"):
        assert hidden not in words, hidden


def test_verification_of_what_was_revoked_or_replaced_says_that_alone(client, course, organiser):
    row = one(course)
    revoke(row, reason="présence contestée", now=sessions_of(course)[-1].ends_at)
    words = client.get(reverse("attestation", args=[row.code])).content.decode()
    assert ("ne prouve plus rien" in words, "Amina" in words, "contestée" in words) == (True, False, False)
    (again,) = issue(course, presences(course), by=None, now=sessions_of(course)[-1].ends_at, **SIGN)
    address = reverse("attestations-une", args=[course.slug, again.uuid])
    client.post(address, {"action": "correct", "name": "Amina Diallo"})
    new = Attestation.objects.get(revoked_at=None)
    words = client.get(reverse("attestation", args=[again.code])).content.decode()
    assert ("remplacée" in words, str(new) in words) == (True, True)


@pytest.mark.parametrize("code", ["AAAAAAAAAAAA", "x", "%00", "<script>", "K7Q2M4XAB3CD" * 9, "é"])
def test_an_unknown_code_is_said_to_be_of_no_attestation(client, site, code):
    page = client.get(reverse("attestation", args=[code]))
    assert page.status_code == 404
    assert "Aucune attestation ne porte ce code" in page.content.decode()


def test_codes_cannot_be_tried_out(client, site, settings):
    settings.MAILLAGE_RATE_LIMITS = True
    statuses = [client.get(reverse("attestation", args=["AAAAAAAAAAAA"])).status_code for _number in range(61)]
    assert (set(statuses[:60]), statuses[60]) == ({404}, 429)


def test_the_paper_is_had_by_its_signed_link_in_both_languages(client, course):
    row = one(course, language="nl")
    with translation.override("nl"):
        address = paper_path(row, "nl")
    answer = client.get(address)
    assert (answer["Content-Type"], answer["X-Robots-Tag"]) == ("application/pdf", "noindex, nofollow")
    assert "Amina" not in answer["Content-Disposition"]
    assert "Het hulpgesprek" in text_of(answer.content)
    assert "L’entretien d’aide" in text_of(client.get(address, {"langue": "fr"}).content)
    assert "Het hulpgesprek" in text_of(client.get(address, {"langue": "xx"}).content)
    tampered = address.replace(address.split("/")[-1][:3], "AAA")
    assert client.get(tampered).status_code == 404
    Attestation.objects.update(link_key="another")
    assert client.get(address).status_code == 404


def test_the_link_of_a_revoked_paper_leads_to_what_verification_says(client, course):
    row = one(course)
    address = paper_path(row, "fr")
    revoke(row, reason="erreur", now=sessions_of(course)[-1].ends_at)
    assert client.get(address)["Location"] == reverse("attestation", args=[row.code])


def test_the_managing_link_shows_code_and_papers(client, course):
    row = one(course)
    page = client.get(managing_path(row.registration)).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert [page.count(f"?langue={code}") for code in ("fr", "nl")] == [1, 1]


def test_a_year_is_for_who_is_signed_in_by_verified_addresses(client, course):
    row = one(course, email="amina@exemple.test")
    address = reverse("attestations-annee", args=[row.year])
    assert client.get(address).status_code == 302
    client.force_login(make_user("amina@exemple.test"))
    assert str(row) in text_of(client.get(address).content)
    stranger = make_user("amina2@exemple.test")
    stranger.emailaddress_set.create(email="amina@exemple.test", verified=False)
    client.force_login(stranger)
    assert str(row) not in text_of(client.get(address).content)


def test_the_list_asks_as_much_for_three_as_for_one(client, course, organiser):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page_of(course)).status_code == 200
        return len(captured)

    one(course)
    queries()  # the first look fills what Wagtail keeps in the process
    before = queries()
    one(course, "Bram")
    one(course, "Chantal")
    assert queries() == before
