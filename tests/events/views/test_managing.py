"""What the managing link shows in one glance: the state, who and when, and what can be done next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.letters import LINK
from events.models import Registration, RegistrationMode
from events.registration import cancel
from portal.kit.links import link_token
from tests.events.asking.asked import sent, url_of
from tests.factories import make_event, make_rule, publish_event

pytestmark = pytest.mark.django_db


def make(**facts):
    return publish_event(make_event(**{"registration_mode": RegistrationMode.DATE, "seats": 10} | facts))


def register(client, event, **typed):
    response = client.post(url_of(event), sent(event, **typed))
    assert response.status_code == 302, response.context["form"].errors
    return Registration.objects.latest("pk")


def path_of(registration):
    return f"/fr/inscription/{link_token(registration, purpose=LINK)}/"


def test_changing_and_cancelling_are_one_press_from_the_top(client):
    registration = register(client, make(), party_size="2")
    page = client.get(path_of(registration)).content.decode()
    top = page.partition("<dl")[0]
    assert 'href="#changer"' in top
    assert 'href="#annuler"' in top
    assert 'id="changer"' in page
    assert 'id="annuler"' in page


def test_a_family_reads_who_comes_and_somebody_alone_is_not_named_twice(client):
    event = make(participants="names", party_max=4)
    family = register(client, event, people="2", p0_name="Noor", p1_name="Sami")
    assert "<dt>Qui vient</dt><dd><p>Noor</p><p>Sami</p></dd>" in client.get(path_of(family)).content.decode()
    alone = register(client, event, name="Bram Peeters", email="b@exemple.test", people="1", p0_name="Bram Peeters")
    assert "Qui vient" not in client.get(path_of(alone)).content.decode()


def test_a_class_without_names_that_waits_comes_with_a_smaller_number(client):
    event = make(participants="names", party_max=4, group_max=28, seats=20)
    register(client, event, name="Bram", email="b@exemple.test", people="0", party_size="10", organisation="École 5")
    waiting = register(client, event, people="0", party_size="18", organisation="École 4")
    page = client.get(path_of(waiting)).content.decode()
    assert "Il reste 10 places" in page
    assert "Effacez ci-dessous le nom" not in page
    assert client.post(path_of(waiting), {"action": "fewer", "fewer": "10"}).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.party_size) == ("confirmed", 10)


def test_each_date_of_a_training_has_a_line_of_its_own(client):
    start = timezone.localtime() + timedelta(days=10)
    rules = [make_rule(start + timedelta(days=7 * week)) for week in range(8)]
    event = make(registration_mode=RegistrationMode.WHOLE, dates=rules)
    data = sent(event, party_size="1")
    del data["occurrence"]
    assert client.post(url_of(event), data).status_code == 302
    page = client.get(path_of(Registration.objects.get())).content.decode()
    lines = page.partition("<dt>Quand</dt><dd>")[2].partition("</dd>")[0]
    assert lines.count("<p>") == 7
    assert "et 2 autres dates" in lines


def test_who_has_cancelled_is_led_back_to_the_form_as_long_as_there_is_one(client):
    event = make()
    registration = register(client, event, party_size="1")
    asked = client.get(f"{path_of(registration)}annuler/").content.decode()
    assert "<dt>Quand</dt>" in asked
    cancel(registration, now=timezone.now())
    assert f'href="{url_of(event)}"' in client.get(path_of(registration)).content.decode()
    event.live = False
    event.save(update_fields=["live"])
    assert f'href="{url_of(event)}"' not in client.get(path_of(registration)).content.decode()
