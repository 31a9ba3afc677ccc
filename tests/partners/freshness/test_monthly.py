"""Who is asked what, once a month, and what the letter says."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from partners.freshness import monthly
from partners.freshness.letters import compose
from partners.freshness.monthly import ask_due
from partners.models import FreshnessLetter, OpeningRule, Partner, Review, Service
from portal.kit.letters import deliver
from tests.factories import make_partner, make_place, make_service, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)


def confirmed(row, days):
    type(row).objects.filter(pk=row.pk).update(confirmed_at=NOW - timedelta(days=days))


def asked():
    rows = FreshnessLetter.objects.order_by("address")
    return list(rows.values_list("kind", "address", "language"))


def test_what_is_due_is_what_nobody_confirmed_within_its_rhythm():
    never, late, fresh, quick = (make_partner(name) for name in ("Jamais", "Tard", "Frais", "Vite"))
    confirmed(late, 190), confirmed(fresh, 150), confirmed(quick, 40)
    Partner.objects.filter(pk=quick.pk).update(review_months=1)
    assert set(Partner.objects.due(NOW)) == {never, late, quick}
    assert not Service.objects.due(NOW).exists()


def test_one_letter_to_each_person_for_all_they_edit_in_their_language():
    one, other = make_partner("Querelle"), make_partner("Zinneke")
    user = make_user("a@demo.test", partner=one, language="nl")
    user.memberships.create(partner=other)
    make_user("b@demo.test", partner=other)
    ask_due(NOW), ask_due(NOW)
    assert asked() == [("review", "a@demo.test", "nl"), ("review", "b@demo.test", "fr")]


def test_nobody_is_asked_about_what_is_true_hidden_or_no_longer_theirs():
    fresh, hidden, left = make_partner("Frais"), make_partner("Caché", published=False), make_partner("Quitté")
    confirmed(fresh, 10)
    make_user(partner=fresh), make_user(partner=hidden), make_user(partner=left, is_active=False)
    ask_due(NOW)
    assert asked() == []
    service = make_service(partner=fresh)
    ask_due(NOW)
    assert len(asked()) == 1
    Service.objects.filter(pk=service.pk).update(status="defunct")
    ask_due(NOW + timedelta(days=40))
    assert len(asked()) == 1


def test_the_end_of_a_month_and_the_beginning_of_the_next_are_not_two_letters():
    make_user(partner=make_partner())
    for moment in (datetime(2027, 1, 31, 9, tzinfo=UTC), datetime(2027, 2, 1, 9, tzinfo=UTC)):
        ask_due(moment)
    assert Review.objects.count() == 1
    ask_due(datetime(2027, 2, 26, 9, tzinfo=UTC))
    assert list(Review.objects.values_list("month", flat=True).order_by("month")) == [
        datetime(2027, 1, 1).date(),
        datetime(2027, 2, 1).date(),
    ]


def test_two_workers_ask_once_because_a_constraint_says_so(monkeypatch):
    user = make_user(partner=make_partner())
    both_saw_nothing = type(user).objects.filter(pk=user.pk)
    monkeypatch.setattr(monthly, "_to_ask", lambda now: both_saw_nothing)
    ask_due(NOW), ask_due(NOW)
    assert (Review.objects.count(), FreshnessLetter.objects.count()) == (1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(user=user, month=NOW.date().replace(day=1), expires_at=NOW)


def test_whoever_died_in_the_middle_leaves_the_others_to_the_next_run(monkeypatch):
    for number in range(3):
        make_user(f"p{number}@demo.test", partner=make_partner(f"P{number}"))
    ask, calls = monthly.ask, []

    def dies_after_one(review, **facts):
        if calls:
            raise SystemExit
        calls.append(review)
        return ask(review, **facts)

    monkeypatch.setattr(monthly, "ask", dies_after_one)
    with pytest.raises(SystemExit):
        ask_due(NOW)
    assert len(asked()) == 1
    monkeypatch.setattr(monthly, "ask", ask)
    ask_due(NOW)
    assert [address for _kind, address, _language in asked()] == ["p0@demo.test", "p1@demo.test", "p2@demo.test"]


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_letter_tells_what_is_there_now(language):
    partner = make_partner("Querelle <b>", place=make_place("Maison"), phone="+3225550101", email="q@demo.test")
    OpeningRule.objects.create(partner=partner, days=[0, 1, 2, 3, 4], opens=time(9), closes=time(12, 30))
    make_user(partner=partner, language=language)
    ask_due(timezone.now())
    with translation.override(language):
        subject, text, html, _files = compose(FreshnessLetter.objects.get())
    assert subject and "Querelle <b>" in text and "Querelle &lt;b&gt;" in html
    assert "02 555 01 01" in text and "q@demo.test" in text and "12" in text
    assert f"/{language}/" in text and text.count("http") == 1


def test_a_letter_whose_reason_has_gone_is_not_sent():
    partner = make_partner()
    user = make_user(partner=partner)
    ask_due()
    Partner.objects.update(confirmed_at=timezone.now())
    assert compose(FreshnessLetter.objects.get()) is None
    Partner.objects.update(confirmed_at=None)
    user.memberships.all().delete()
    letter = FreshnessLetter.objects.get()
    assert deliver(letter._meta.label, letter.pk) == "dropped"


@pytest.mark.parametrize("number", [1, 3])
def test_a_letter_asks_the_same_questions_for_many_records(number, django_assert_max_num_queries):
    user = make_user()
    for each in range(number):
        partner = make_partner(f"P{each}", place=make_place(f"L{each}"))
        make_service(f"S{each}", partner=partner)
        user.memberships.create(partner=partner)
    ask_due()
    letter = FreshnessLetter.objects.select_related("review").get()
    compose(letter)
    with django_assert_max_num_queries(12):
        compose(FreshnessLetter.objects.select_related("review").get())
