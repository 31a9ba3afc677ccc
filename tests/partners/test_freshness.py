"""A record says when it, or a part of it, last changed."""

from datetime import UTC, datetime, time

import pytest

from partners.models import OpeningRule, Partner, PartnerText, Place, Service
from tests.factories import make_partner, make_place, make_service

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def dated(row):
    """Whether the row was dated since it was made to look old."""
    found = type(row).objects.get(pk=row.pk).changed_at > LONG_AGO
    type(row).objects.filter(pk=row.pk).update(changed_at=LONG_AGO)
    return found


def test_a_partner_is_dated_by_itself_and_by_its_parts():
    partner = make_partner()
    assert dated(partner)
    assert not dated(partner)
    Partner.objects.get(pk=partner.pk).save(update_fields=["phone"])
    assert dated(partner)
    rule = OpeningRule.objects.create(partner=partner, days=[0], opens=time(9), closes=time(12))
    assert dated(partner)
    rule.delete()
    assert dated(partner)
    PartnerText.objects.get().save()
    assert dated(partner)


def test_a_service_and_a_place_are_dated_by_their_parts():
    service, place = make_service(), make_place()
    dated(service), dated(place), dated(service.partner)
    service.texts.get().save()
    place.texts.get().save()
    assert (dated(service), dated(place), dated(service.partner)) == (True, True, False)


def test_a_part_lost_with_the_form_dates_the_whole():
    service = make_service(texts={"fr": "Permanence", "nl": "Zitdag"})
    service = Service.objects.get(pk=service.pk)
    dated(service)
    service.texts = [text for text in service.texts.all() if text.language == "fr"]
    service.save()
    assert dated(service)
    assert Place.objects.count() == 0
