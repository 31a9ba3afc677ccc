"""Posting: for which ages, what is said of the price, what a photo needs."""

from decimal import Decimal

import pytest
from django.urls import reverse

from events.models import Event
from tests.events.submission.posted import edit_address, picture, post_change, post_new
from tests.factories import make_event, make_partner, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def partner(client):
    partner = make_partner("Femmes du monde")
    client.force_login(make_user(partner=partner))
    return partner


def latest():
    event = Event.objects.get().get_latest_revision_as_object()
    labels = {code: getattr(event, f"price_label_{code}") for code in ("fr", "nl", "en")}
    return (event.age_min, event.age_max, event.price, {code: label for code, label in labels.items() if label})


PAID = {"price_kind": "paid", "price": "5", "price_label": "gratuit avant 12 ans"}


def test_ages_and_the_words_about_the_price_are_kept_in_both_languages(client, partner):
    dutch = {"title2": "Naaien", "summary2": "We naaien.", "price_label2": "gratis onder 12 jaar"}
    post_new(client, partner, age_min="6", age_max="99", **PAID, **dutch)
    said = {"fr": "gratuit avant 12 ans", "nl": "gratis onder 12 jaar"}
    assert latest() == (6, 99, Decimal(5), said)
    initial = client.get(edit_address(Event.objects.get())).context["form"].initial
    assert {name: initial[name] for name in ("age_min", "age_max", "price_label", "price_label2")} == {
        "age_min": 6, "age_max": 99, "price_label": said["fr"], "price_label2": said["nl"],
    }  # fmt: skip


def test_words_of_a_language_that_the_form_does_not_show_stay(client, partner):
    make_event(organiser=partner, texts={"fr": "Couture"}, price_label_en="free under 12").save_revision()
    post_change(client, Event.objects.get(), **PAID)
    assert latest()[3] == {"fr": "gratuit avant 12 ans", "en": "free under 12"}


def test_what_a_photo_needs_is_not_called_optional(client, partner):
    bare = client.get(reverse("partenaire-proposer", args=[partner.slug])).context["form"]
    sent = post_new(client, partner, photo=picture((400, 300)), title=None).context["form"]
    required = [tuple(form.fields[name].required for name in ("alt", "consent")) for form in (bare, sent)]
    assert required == [(False, False), (True, True)]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"age_min": "12", "age_max": "6"}, "age_max"),
        ({"age_min": "-1"}, "age_min"),
        ({"age_max": "121"}, "age_max"),
        ({"price_label": "a\u202eb"}, "price_label"),
        ({"price_label": "x" * 121}, "price_label"),
        ({"price_label2": "gratis"}, "title2"),
    ],
)
def test_what_makes_no_sense_is_said_at_the_field(client, partner, given, field):
    response = post_new(client, partner, **given)
    assert list(response.context["form"].errors) == [field]
    assert not Event.objects.exists()
