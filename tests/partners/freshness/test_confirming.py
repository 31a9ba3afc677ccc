"""Confirming by a link without signing in, and in one's space: what was seen, for whom one speaks, nothing else."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from partners.freshness.confirming import CONFIRMED, confirm
from partners.freshness.monthly import ask_due
from partners.freshness.reviewing import review_path
from partners.freshness.shown import shown_records
from partners.models import ErrorReport, OpeningRule, Partner, PartnerText, Review, Role, Service
from portal.accounts.groups import MODERATOR
from tests.factories import make_partner, make_place, make_service, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    found = make_partner("Femmes du monde", place=make_place("Maison"), phone="+3225550101")
    make_service("Cours de français", partner=found)
    return found


@pytest.fixture
def user(partner):
    return make_user("a@demo.test", partner=partner)


@pytest.fixture
def link(user):
    ask_due()
    return review_path(Review.objects.get(user=user))


def stamps(partner):
    return {
        each.key: each.stamp for each in shown_records(Partner.objects.filter(pk=partner.pk), "fr", now=timezone.now())
    }


def seen(partner):
    return {f"seen-{key}": stamp for key, stamp in stamps(partner).items()}


def confirmed():
    rows = [*Partner.objects.all(), *Service.objects.all()]
    return {str(row) for row in rows if row.confirmed_at}


def test_one_button_confirms_everything_without_signing_in(client, partner, link):
    page = client.get(link).content.decode()
    assert "Tout est toujours exact" in page and "02 555 01 01" in page
    assert confirmed() == set()
    assert client.post(link, {"act": "tout", **seen(partner)}).url == link
    assert confirmed() == {"Femmes du monde", "Cours de français"}
    assert set(Partner.objects.values_list("confirmed_by", flat=True)) == {"partner"}
    assert Review.objects.get().answered_at is not None
    page = client.get(link).content.decode()
    assert "2 fiches sont confirmées" in page
    public = client.get(reverse("partenaire", args=[partner.slug])).content.decode()
    assert "Le partenaire a confirmé ces informations le" in public
    assert "_auth_user_id" not in client.session


def test_ticks_confirm_some_and_a_line_becomes_a_report(client, partner, link):
    service = Service.objects.get()
    data = {**seen(partner), f"true-partner-{partner.pk}": "on", f"wrong-service-{service.pk}": "Le mardi aussi"}
    for _twice in range(2):
        client.post(link, data)
    assert confirmed() == {"Femmes du monde"}
    report = ErrorReport.objects.get()
    assert (report.words, report.partner, report.service) == ("Le mardi aussi", partner, service)
    assert (report.by_partner, report.email, report.language) == (True, "a@demo.test", "fr")


def test_a_line_goes_before_the_one_button(client, partner, link):
    client.post(link, {"act": "tout", **seen(partner), f"wrong-partner-{partner.pk}": "Autre téléphone"})
    assert confirmed() == {"Cours de français"}


def test_nothing_chosen_is_said_and_changes_nothing(client, partner, link):
    page = client.post(link, seen(partner))
    assert page.status_code == 200
    assert "Cochez ce qui est toujours exact" in page.content.decode()
    assert confirmed() == set() and not ErrorReport.objects.exists()


def test_what_changed_since_it_was_shown_is_shown_again(client, partner, link):
    data = {"act": "tout", **seen(partner)}
    PartnerText.objects.update(description="Nouveau texte")
    page = client.post(link, data, follow=True).content.decode()
    assert confirmed() == {"Cours de français"}
    assert "Ceci a changé entre-temps" in page
    client.post(link, {"act": "tout", **seen(partner)})
    assert confirmed() == {"Femmes du monde", "Cours de français"}


def test_a_stamp_is_the_same_in_every_language(partner):
    OpeningRule.objects.create(partner=partner, days=[0, 3], opens=time(9), closes=time(12))
    kept = stamps(partner)
    with translation.override("nl"):
        assert stamps(partner) == kept


def test_a_second_confirmation_of_the_day_writes_nothing_more(partner, user):
    among = Partner.objects.filter(pk=partner.pk)
    facts = {"among": among, "by": "partner", "user": user, "language": "fr"}
    confirm(stamps(partner), **facts)
    first = Partner.objects.get().confirmed_at
    outcome = confirm(stamps(partner), **facts)
    assert len(outcome.confirmed) == 2
    assert Partner.objects.get().confirmed_at == first
    entry = ModelLogEntry.objects.get(action=CONFIRMED)
    assert (entry.user, set(entry.data["records"])) == (user, set(stamps(partner)))


@pytest.mark.parametrize("end", ["membership", "account", "expiry", "key"])
def test_the_link_ends(client, partner, user, link, end):
    if end == "membership":
        user.memberships.all().delete()
    elif end == "account":
        type(user).objects.update(is_active=False)
    elif end == "expiry":
        Review.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    else:
        Review.objects.update(link_key="0" * 32)
    status = 404 if end == "key" else 410
    data = {"act": "tout", **seen(partner)}
    assert (client.get(link).status_code, client.post(link, data).status_code) == (status, status)
    assert confirmed() == set()


def test_a_link_confirms_nothing_of_another_partner(client, partner, link):
    other = make_partner("Ailleurs")
    key, stamp = next(iter(stamps(other).items()))
    client.post(link, {"act": "tout", **seen(partner), f"true-{key}": "on", f"seen-{key}": stamp, f"wrong-{key}": "X"})
    assert "Ailleurs" not in confirmed()
    assert not ErrorReport.objects.exists()


def test_a_token_that_nobody_made_is_not_found(client, link):
    for token in ("x", "2" * 30, link.rstrip("/").rpartition("/")[2][:-1] + "z"):
        assert client.get(reverse("partenaire-relecture", args=[token])).status_code in (404, 410)
    assert client.get(reverse("partenaire-relecture", args=["2" * 30])).status_code == 404


@pytest.mark.parametrize("words", ["x" * 301, "deux\nlignes", "caché\u202e"])
def test_hostile_lines_are_refused_at_their_field(client, partner, link, words):
    page = client.post(link, {**seen(partner), f"wrong-partner-{partner.pk}": words})
    assert page.status_code == 200 and "field-error" in page.content.decode()
    assert not ErrorReport.objects.exists() and confirmed() == set()


def test_a_public_address_confirms_for_a_partner_that_nobody_answers_for(client):
    partner = make_partner("Orpheline", email="info@orpheline.test")
    now = timezone.now()
    facts = {"month": now.date().replace(day=1), "expires_at": now + timedelta(days=45)}
    review = Review.objects.create(partner=partner, email="info@orpheline.test", **facts)
    link = review_path(review)
    assert "Demander l’accès" in client.get(link).content.decode()
    client.post(link, {"act": "tout", **seen(partner)})
    assert confirmed() == {"Orpheline"}
    Partner.objects.update(email="autre@orpheline.test")
    assert client.get(link).status_code == 410


def test_the_space_shows_what_is_missing_and_confirms(client, partner, user):
    client.force_login(user)
    address = reverse("partenaire-fiche", args=[partner.slug])
    page = client.get(address).content.decode()
    assert "Dites vos heures d’ouverture." in page and "Écrivez aussi le texte en néerlandais." in page
    client.post(address, {"act": "tout", **seen(partner)})
    assert confirmed() == {"Femmes du monde", "Cours de français"}


def test_reports_are_shown_to_managers_without_who_wrote(client, partner, user):
    ErrorReport.objects.create(partner=partner, words="Fermé le lundi", email="voisin@demo.test")
    address = reverse("partenaire-fiche", args=[partner.slug])
    client.force_login(user)
    assert "Fermé le lundi" not in client.get(address).content.decode()
    client.force_login(make_user("m@demo.test", partner=partner, role=Role.MANAGER))
    page = client.get(address).content.decode()
    assert "Fermé le lundi" in page and "voisin@demo.test" not in page


def test_only_its_people_and_staff_find_the_entry(client, partner):
    address = reverse("partenaire-fiche", args=[partner.slug])
    assert client.get(address).status_code == 302
    client.force_login(make_user(partner=make_partner("Ailleurs")))
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    client.force_login(make_user(groups=[MODERATOR]))
    client.post(address, {"act": "tout", **seen(partner)})
    assert Partner.objects.get(pk=partner.pk).confirmed_by == "city"


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_questions_for_many_records(client, number, django_assert_max_num_queries):
    user = make_user()
    for each in range(number):
        partner = make_partner(f"P{each}", place=make_place(f"L{each}"))
        for other in range(number):
            make_service(f"S{each}-{other}", partner=partner)
        user.memberships.create(partner=partner, role=Role.MANAGER)
        ErrorReport.objects.create(partner=partner, words="Fermé")
    ask_due()
    link = review_path(Review.objects.get())
    client.get(link)
    with django_assert_max_num_queries(12):
        client.get(link)
    client.force_login(user)
    with django_assert_max_num_queries(29):
        client.get(reverse("partenaire-fiche", args=["p0"]))
