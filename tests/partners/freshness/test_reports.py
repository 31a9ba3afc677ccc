"""Any visitor reports an error in one line; staff settle it; whoever left an address is told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from partners.freshness.letters import compose
from partners.freshness.reports import report_error, settle_report
from partners.models import ErrorReport, FreshnessLetter
from partners.retention import forget, purge
from portal.accounts.groups import COORDINATOR, EDITOR
from portal.kit.form_stamp import new_stamp
from portal.kit.refusal import Refusal
from tests.factories import make_partner, make_service, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return make_partner("Querelle")


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch):
    monkeypatch.setattr("portal.kit.form_stamp.FORM_AGE", -1)


def address(partner, service=None):
    return reverse("partenaire-signaler", args=[partner.slug]) + (f"?service={service.slug}" if service else "")


def filled(**facts):
    return {"words": "Le numéro ne répond plus", "started": new_stamp()} | facts


def test_a_line_is_enough_and_two_presses_are_one_report(client, partner):
    data = filled()
    for _press in range(2):
        assert client.post(address(partner), data).url == reverse("partenaire", args=[partner.slug])
    report = ErrorReport.objects.get()
    assert (report.words, report.email, report.by_partner, report.state) == (data["words"], "", False, "new")
    assert not FreshnessLetter.objects.exists()


def test_a_report_says_in_which_service(client, partner):
    service = make_service("Permanence", partner=partner)
    elsewhere = make_service("Autre", partner=make_partner("Ailleurs"))
    page = client.get(reverse("partenaire", args=[partner.slug])).content.decode()
    assert address(partner, service) in page
    client.post(address(partner, service), filled())
    client.post(address(partner, elsewhere), filled())
    assert list(ErrorReport.objects.order_by("pk").values_list("service", flat=True)) == [service.pk, None]


@pytest.mark.parametrize(
    "facts",
    [
        {"words": ""},
        {"words": "x" * 301},
        {"words": "une\nautre"},
        {"words": "caché\u202e"},
        {"email": "pas une adresse"},
        {"website": "https://spam.example"},
        {"started": "faux"},
        {"started": ""},
    ],
)
def test_what_is_no_report_is_said_at_the_form(client, partner, facts):
    page = client.post(address(partner), filled(**facts))
    assert page.status_code == 200 and 'id="erreurs"' in page.content.decode()
    assert not ErrorReport.objects.exists()


def test_words_cannot_break_out_of_the_page(client, partner):
    client.force_login(make_user(groups=[EDITOR]))
    report = report_error(partner, words="<script>alert(1)</script>", language="fr")
    for name, args in (("partner_error_reports:index", []), ("partner_error_reports:edit", [report.pk])):
        assert "<script>alert(1)" not in client.get(reverse(name, args=args)).content.decode()


def test_reports_of_one_address_are_counted(client, partner, settings):
    for _each in range(30):
        client.post(address(partner), {})
    assert client.post(address(partner), filled()).status_code == 429


def test_an_unpublished_partner_has_no_report(client):
    assert client.get(address(make_partner("Caché", published=False))).status_code == 404


@pytest.mark.parametrize(("state", "word"), [("done", "corrigé"), ("refused", "vérification")])
def test_whoever_left_an_address_is_answered(partner, state, word):
    report = report_error(partner, words="Fermé", email="v@demo.test", language="nl")
    by = make_user(groups=[EDITOR])
    for _twice in range(2):
        settle_report(report, state=state, answer="Nous avons appelé.", by=by)
    letter = FreshnessLetter.objects.get()
    assert (letter.kind, letter.address, letter.language) == (state, "v@demo.test", "nl")
    with translation.override("fr"):
        _subject, text, html, _files = compose(letter)
    for part in (text, html):
        assert word in part and "Nous avons appelé." in part and "Querelle" in part
    other = {"done": "refused", "refused": "done"}[state]
    with pytest.raises(Refusal, match="déjà traité"):
        settle_report(report, state=other, by=by)


def test_staff_settle_in_the_admin_and_others_do_not_find_it(client, partner):
    report = report_error(partner, words="Fermé", email="v@demo.test", language="fr")
    edit = reverse("partner_error_reports:edit", args=[report.pk])
    client.force_login(make_user(groups=[COORDINATOR]))
    assert client.post(edit, {"state": "done", "answer": ""}).status_code == 302
    assert ErrorReport.objects.get().state == "new"
    editor = make_user(groups=[EDITOR])
    client.force_login(editor)
    assert "Fermé" in client.get(edit).content.decode()
    client.post(edit, {"state": "refused", "answer": "C’est bien ouvert."})
    settled = ErrorReport.objects.get()
    assert (settled.state, settled.answer, settled.settled_by) == ("refused", "C’est bien ouvert.", editor)
    page = client.post(edit, {"state": "done", "answer": ""})
    assert "déjà traité" in page.content.decode()


def test_addresses_go_and_then_reports(partner):
    by = make_user()
    settle_report(report_error(partner, words="A", email="a@demo.test", language="fr"), state="done", by=by)
    report_error(partner, words="B", email="b@demo.test", language="fr")
    report_error(partner, words="C", email="c@demo.test", language="fr")
    forget({"C@demo.test"})
    purge(timezone.now() + timedelta(days=31))
    assert dict(ErrorReport.objects.values_list("words", "email")) == {"A": "", "B": "b@demo.test", "C": ""}
    purge(timezone.now() + timedelta(days=500))
    assert dict(ErrorReport.objects.values_list("words", "email")) == {"B": "", "C": ""}


def test_the_form_asks_few_questions(client, partner, django_assert_max_num_queries):
    service = make_service(partner=partner)
    client.get(address(partner, service))
    with django_assert_max_num_queries(12):
        client.get(address(partner, service))
