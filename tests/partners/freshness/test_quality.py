"""What a record lacks, in the order in which it helps visitors."""

from datetime import time

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.freshness.quality import hints, service_hints
from partners.models import OpeningRule, Partner, Service
from portal.accounts.groups import EDITOR
from tests.factories import make_partner, make_place, make_service, make_theme, make_user

pytestmark = pytest.mark.django_db
LONG = {"summary": "Une phrase.", "description": "Une présentation. " * 10}


def codes(row):
    found = type(row).objects.get(pk=row.pk)
    return [hint.code for hint in (hints(found) if isinstance(found, Partner) else service_hints(found))]


def test_a_bare_record_is_told_where_when_and_how_first():
    assert codes(make_partner(languages=[])) == [
        "place", "phone", "hours", "text-nl", "summary", "description", "languages", "audiences", "themes", "image",
        "confirmed",
    ]  # fmt: skip


def test_a_whole_record_lacks_only_a_picture():
    partner = make_partner(
        texts={"fr": {"name": "Querelle", **LONG}, "nl": {"name": "Querelle", **LONG}},
        place=make_place(features={"entree": "yes"}),
        phone="+3225550101",
        audiences=["adultes"],
        confirmed_at=timezone.now(),
    )
    partner.themes = [make_theme()]
    partner.save()
    OpeningRule.objects.create(partner=partner, days=[0], opens=time(9), closes=time(12))
    assert codes(partner) == ["image"]


def test_what_only_some_lack():
    creche = make_partner(kind="creche", email="c@demo.test", place=make_place())
    assert {"channel", "access", "phone"} <= set(codes(creche))
    assert codes(creche).count("phone") == 1


def test_a_service_says_for_whom_how_and_at_what_price():
    assert codes(make_service(is_free=False)) == ["text-nl", "channels", "audiences", "fee"]
    whole = make_service(
        "Cours", texts={"fr": "Cours", "nl": "Lessen"}, audiences=["adultes"], channels=["phone"], is_free=False, fee=5
    )
    assert codes(whole) == []
    assert Service.objects.count() == 2


def test_the_form_of_staff_leads_to_each_field(client):
    partner = make_partner(place=make_place())
    client.force_login(make_user(groups=[EDITOR]))
    page = client.get(reverse("wagtailsnippets_partners_partner:edit", args=[partner.pk])).content.decode()
    for anchor in ("id_hours-FORMS", "id_texts-FORMS", "id_phone", "id_logo-chooser"):
        assert f'href="#{anchor}"' in page and f'id="{anchor}"' in page
    assert reverse("wagtailsnippets_partners_place:edit", args=[partner.place_id]) in page
