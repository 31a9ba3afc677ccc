"""Which rows decide when a partner, a site or a service is open."""

from datetime import UTC, date, datetime, time

import pytest

from partners.hours import is_open, timetable_of, timetable_of_service
from partners.models import OpeningRule, Partner, Presence, Service, TemporaryChange
from tests.factories import make_partner, make_place, make_service

pytestmark = pytest.mark.django_db

MONDAY = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)  # ten o'clock in Brussels
EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]


def opening(first, last, **owner):
    return OpeningRule.objects.create(days=EVERY_DAY, opens=time(first), closes=time(last), **owner)


def closing(**owner):
    return TemporaryChange.objects.create(effect="closed", starts_on=date(2027, 1, 4), **owner)


def partner_is_open(partner, place=None):
    found = Partner.objects.with_hours().get(pk=partner.pk)
    return is_open(timetable_of(found, place and place.pk), MONDAY)


def service_is_open(service, place=None):
    found = Service.objects.with_hours().get(pk=service.pk)
    return is_open(timetable_of_service(found, place and place.pk), MONDAY)


def test_a_site_has_its_own_hours_and_shares_the_closures():
    site = make_place("Antenne")
    partner = make_partner(place=make_place("Siège"))
    Presence.objects.create(partner=partner, place=site)
    opening(9, 17, partner=partner)
    assert (partner_is_open(partner), partner_is_open(partner, site)) == (True, False)
    opening(9, 12, partner=partner, place=site)
    assert partner_is_open(partner, site)
    change = closing(partner=partner, place=site)
    assert (partner_is_open(partner), partner_is_open(partner, site)) == (True, False)
    change.place = None
    change.save()
    assert (partner_is_open(partner), partner_is_open(partner, site)) == (False, False)


def test_a_service_without_hours_keeps_those_of_its_partner():
    service = make_service()
    assert not service_is_open(service)
    opening(9, 17, partner=service.partner)
    assert service_is_open(service)
    closing(service=service)
    assert not service_is_open(service)
    assert partner_is_open(service.partner)


def test_the_hours_of_a_service_are_its_own_and_its_partners_closures_hold():
    service = make_service()
    opening(9, 17, partner=service.partner)
    opening(14, 16, service=service)
    assert not service_is_open(service)
    opening(9, 11, service=service)
    assert service_is_open(service)
    closing(partner=service.partner)
    assert not service_is_open(service)


def test_what_a_service_decides_goes_before_its_partners_closure():
    service = make_service()
    opening(9, 11, service=service)
    closing(partner=service.partner)
    hours = {"effect": "hours", "starts_on": date(2027, 1, 4), "opens": time(9), "closes": time(12)}
    TemporaryChange.objects.create(service=service, **hours)
    assert service_is_open(service)


def test_many_records_cost_no_more_queries_than_one(django_assert_num_queries):
    for number in range(3):
        service = make_service(f"Service {number}")
        opening(9, 17, partner=service.partner)
        opening(9, 12, service=service)
    with django_assert_num_queries(3):
        assert all(is_open(timetable_of(partner), MONDAY) for partner in Partner.objects.with_hours())
    with django_assert_num_queries(5):
        assert all(is_open(timetable_of_service(service), MONDAY) for service in Service.objects.with_hours())
