"""A partner with a service, a member, and how a section of its record is filled in."""

import re

import pytest
from django.urls import reverse

from tests.factories import make_partner, make_place, make_service, make_user


@pytest.fixture
def partner():
    found = make_partner("Femmes du monde", place=make_place("Maison"), phone="+3225550101")
    make_service("Cours de français", partner=found)
    return found


@pytest.fixture
def service(partner):
    return partner.services.get()


@pytest.fixture
def user(partner):
    return make_user("a@demo.test", partner=partner)


def page_of(partner, section, service=None):
    if service is None:
        return reverse("partenaire-fiche-page", args=[partner.slug, section])
    return reverse("partenaire-fiche-service", args=[partner.slug, service.slug, section])


@pytest.fixture
def fill(client, user):
    """fill(address, field=value…): what a browser sends when a member changes those fields of the page."""

    def opened(address):
        client.force_login(user)
        return as_shown(client.get(address).content.decode())

    def fill(address, shown=None, **typed):
        return client.post(address, (shown or opened(address)) | typed)

    fill.opened, fill.as_shown = opened, as_shown
    return fill


def as_shown(page):
    """{name: value} of what the form on the page holds."""
    values = {}
    for tag in re.findall(r"<input[^>]*>", page):
        facts = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        name, kind = facts.get("name"), facts.get("type")
        if not name or name == "csrfmiddlewaretoken" or (kind in ("checkbox", "radio") and " checked" not in tag):
            continue
        if kind == "checkbox":
            values.setdefault(name, []).append(facts.get("value", "on"))
        else:
            values[name] = facts.get("value", "")
    words = re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    return values | dict(words)
