"""What volunteers find."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.cms.models import SiteIdentity

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_page_says_what_when_and_whom_to_ask(client, language):
    with override(language):
        path = reverse("benevolat")
    html = client.get(path).content.decode()
    assert len(re.findall(r"<h2>[^<]+</h2>\s*<p>[^<]+</p>", html)) == 4
    panel = html[html.index('class="section panel"') : html.index("</main>")]
    with override(language):
        directory = reverse("annuaire")
    assert re.findall(r'<a [^>]*href="([^"]*)"', panel) == [
        "tel:+3225550100",
        "mailto:maillage@brussels.example",
        directory,
    ]


def test_nobody_to_ask_leaves_no_sentence_behind(client):
    SiteIdentity.load()
    SiteIdentity.objects.update(email="", phone="")
    main = client.get("/fr/benevolat/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert "dès maintenant" not in main
    assert not re.findall(r'href="(?:tel|mailto):', main)
