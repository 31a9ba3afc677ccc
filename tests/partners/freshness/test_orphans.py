"""Partners from whom nothing is heard: who they are, and how often they are written to."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone, translation

from partners.freshness.letters import compose
from partners.freshness.monthly import ask_due
from partners.freshness.orphans import Reason, chase_due, orphans
from partners.models import FreshnessLetter, Membership, Partner, Review
from portal.accounts.groups import COORDINATOR, MODERATOR
from tests.factories import make_partner, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)


def known(now):
    return {(Partner.objects.get(pk=each.partner).slug, each.reason) for each in orphans(now)}


def test_an_orphan_has_nobody_or_no_address():
    make_user(partner=make_partner("Suivi"))
    make_user(partner=make_partner("Parti", email="p@demo.test"), is_active=False)
    make_partner("Muet"), make_partner("Seul", email="s@demo.test"), make_partner("Caché", published=False)
    assert known(NOW) == {
        ("parti", Reason.NOBODY),
        ("muet", Reason.UNREACHABLE),
        ("seul", Reason.NOBODY),
    }


def test_two_messages_without_an_answer_make_an_orphan():
    partner = make_partner("Silencieux", email="s@demo.test")
    make_user(partner=partner)
    Membership.objects.update(since=NOW - timedelta(days=500))
    ask_due(NOW)
    assert known(NOW + timedelta(days=20)) == set()
    ask_due(NOW + timedelta(days=31))
    assert known(NOW + timedelta(days=40)) == {("silencieux", Reason.SILENT)}
    Partner.objects.update(confirmed_at=NOW + timedelta(days=41))
    assert known(NOW + timedelta(days=42)) == set()


def test_messages_from_before_it_was_due_do_not_count():
    quiet, busy = make_partner("Tranquille"), make_partner("Actif")
    user = make_user(partner=quiet)
    user.memberships.create(partner=busy)
    Membership.objects.update(since=NOW - timedelta(days=500))
    Partner.objects.filter(pk=quiet.pk).update(confirmed_at=NOW - timedelta(days=150))
    ask_due(NOW)
    ask_due(NOW + timedelta(days=31))
    assert known(NOW + timedelta(days=60)) == {("actif", Reason.SILENT)}


def test_its_public_address_is_written_to_twice_and_no_more():
    make_partner("Seul", email="s@demo.test", languages=["nl"]), make_partner("Muet")
    for days in (0, 7, 40, 85, 200, 300):
        chase_due(NOW + timedelta(days=days))
    letters = FreshnessLetter.objects.values_list("kind", "address", "language")
    assert list(letters) == [("claim", "s@demo.test", "nl")] * 2
    asked = list(Review.objects.order_by("pk").values_list("asked_at", flat=True))
    assert asked == [NOW, NOW + timedelta(days=85)]
    with pytest.raises(IntegrityError):
        Review.objects.create(partner=Partner.objects.get(slug="seul"), month=NOW.date(), expires_at=NOW)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_letter_invites_to_claim_and_needs_no_account(client, language):
    make_partner("Seul", email="s@demo.test")
    chase_due(timezone.now())
    with translation.override(language):
        _subject, text, html, _files = compose(FreshnessLetter.objects.get())
        claim = reverse("partenaire-demander") + "?partenaire=seul"
    assert claim in text and claim in html and "Seul" in text
    Partner.objects.update(email="autre@demo.test")
    assert compose(FreshnessLetter.objects.get()) is None


def test_staff_see_the_list_and_coordinators_do_not(client):
    make_partner("Seul <i>", email="s@demo.test")
    chase_due(timezone.now())
    address = reverse("partner_orphans")
    client.force_login(make_user(groups=[MODERATOR]))
    page = client.get(address).content.decode()
    assert "Seul &lt;i&gt;" in page and "Une fois, le" in page
    client.force_login(make_user(groups=[COORDINATOR]))
    assert client.get(address).status_code in (302, 403)
    client.force_login(make_user())
    assert client.get(address).status_code in (302, 403)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_questions_for_many(client, number, django_assert_max_num_queries):
    for each in range(number):
        make_partner(f"P{each}", email=f"p{each}@demo.test")
        make_user(f"u{each}@demo.test", partner=make_partner(f"S{each}"))
    client.force_login(make_user(groups=[MODERATOR]))
    client.get(reverse("partner_orphans"))
    with django_assert_max_num_queries(22):
        client.get(reverse("partner_orphans"))
