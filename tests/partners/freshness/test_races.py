"""Two people of a partner confirm at once, one presses twice, two of the staff settle: one thing happens."""

from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from partners.freshness.confirming import CONFIRMED, confirm
from partners.freshness.monthly import ask_due
from partners.freshness.reports import report_error, settle_report
from partners.freshness.shown import shown_records
from partners.models import ErrorReport, FreshnessLetter, Partner, Review
from portal.kit.refusal import Refusal
from tests.factories import make_partner, make_service, make_user
from tests.partners.at_once import together

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite" and ":memory:" in str(connection.settings_dict["NAME"]),
        reason="threads share one connection",
    ),
]


@pytest.fixture
def partner():
    found = make_partner("Femmes du monde")
    make_service("Cours de français", partner=found)
    return found


def confirming(partner):
    """confirm() of everything as it stands now."""
    among = Partner.objects.filter(pk=partner.pk)
    seen = {each.key: each.stamp for each in shown_records(among, "fr", now=timezone.now())}
    return lambda: confirm(seen, among=among, by="partner", user=None, language="fr")


def told():
    return ModelLogEntry.objects.filter(action=CONFIRMED).count()


@pytest.mark.parametrize("_round", range(3))
def test_confirming_twice_at_once_is_told_once(partner, _round):
    act = confirming(partner)
    outcomes = together(act, act)
    assert [len(outcome.confirmed) for outcome in outcomes] == [2, 2]
    assert told() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
def test_without_the_lock_it_would_be_told_twice(partner, monkeypatch):
    both, act = Barrier(2), confirming(partner)

    def read_together(*args, **kwargs):
        found = shown_records(*args, **kwargs)
        both.wait(20)
        return found

    monkeypatch.setattr("partners.freshness.confirming.shown_records", read_together)
    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", lambda rows, **kwargs: rows.all())
    together(act, act)
    assert told() == 2


@pytest.mark.parametrize("_round", range(3))
def test_one_sending_that_arrives_twice_at_once_is_one_report(partner, _round):
    def act():
        return report_error(partner, words="Fermé le lundi", language="fr", submission="a" * 32)

    assert {report.pk for report in together(act, act)} == {ErrorReport.objects.get().pk}


@pytest.mark.parametrize("_round", range(3))
def test_of_two_who_settle_one_is_heard(partner, _round):
    report, by = report_error(partner, words="Fermé", email="v@demo.test", language="fr"), make_user()
    outcomes = together(
        lambda: settle_report(report, state="done", by=by), lambda: settle_report(report, state="refused", by=by)
    )
    assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 1
    assert FreshnessLetter.objects.get().kind == ErrorReport.objects.get().state


def test_two_clocks_ask_a_person_once(partner):
    make_user("a@demo.test", partner=partner)
    together(ask_due, ask_due)
    assert Review.objects.count() == FreshnessLetter.objects.count() == 1
