"""The preview: the page as the public will see it, in each language, of what was saved and of what is being typed."""

import pytest
from django.urls import reverse

from events.models import Event
from tests.events.submission.posted import picture, post_new, proposal
from tests.factories import make_event, make_partner, make_user, publish_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Tuesday 2 March 2027, 10:00 in Brussels."""


@pytest.fixture
def partner(client):
    partner = make_partner("Femmes du monde")
    client.force_login(make_user(partner=partner))
    return partner


def test_a_saved_draft_is_shown_in_each_of_its_languages(client, partner):
    address = reverse("partenaire-proposer", args=[partner.slug])
    data = proposal(title2="Naaiatelier", summary2="We naaien.", photo=picture(), alt="Mains", act="preview")
    page = client.get(client.post(address, data).url)
    html = page.content.decode()
    assert "Atelier de couture" in html and "mardi" in html and 'alt="Mains"' in html
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    dutch = client.get(f"{page.request['PATH_INFO']}?texte=nl").content.decode()
    assert "Naaiatelier" in dutch and '<html lang="nl"' in dutch
    assert client.get(reverse("evenement", args=[Event.objects.get().slug])).status_code == 404


def test_what_is_typed_is_shown_and_nothing_is_kept(client, partner):
    address = reverse("partenaire-apercu-direct", args=[partner.slug])
    html = client.post(address, proposal(title="Un titre <b>neuf</b>", place="", day="n’importe")).content.decode()
    assert "Un titre &lt;b&gt;neuf&lt;/b&gt;" in html
    assert "Femmes du monde" in html
    assert client.post(address, {}).status_code == 200
    assert Event.objects.count() == 0


def test_what_is_changed_is_shown_over_what_it_has(client, partner):
    event = publish_event(make_event(organiser=partner))
    address = f"{reverse('partenaire-apercu-direct', args=[partner.slug])}?activite={event.slug}"
    assert "Neuf" in client.post(address, proposal(title="Neuf")).content.decode()
    assert str(Event.objects.get()) == "Atelier de couture"
    assert str(Event.objects.get().get_latest_revision_as_object()) == "Atelier de couture"


def test_a_text_in_one_language_says_so_on_the_page(client, partner):
    post_new(client, partner)
    Event.objects.get().get_latest_revision().publish()
    html = client.get(f"/nl/agenda/{Event.objects.get().slug}/").content.decode()
    assert "Deze tekst bestaat nog niet in het Nederlands." in html
