"""The ground of the tests themselves."""

import pytest
from django.template import Context, Template, engines
from django.utils import timezone
from wagtail.rich_text import RichText

from tests.conftest import OWN_TEMPLATES
from tests.factories import make_event, make_partner, make_theme, make_user, publish_event


def render_as(path, source):
    """Render `source` as though it stood in the file `path`."""
    engine = engines["django"].engine
    origin = type("Origin", (), {"name": path, "template_name": path})()
    template = Template(source, origin=origin, engine=engine)
    return template.render(Context({}))


def test_undefined_variable_fails_in_our_templates_only():
    assert render_as("/elsewhere/wagtailadmin/home.html", "{{ nobody|default:'x' }}") == "x"
    with pytest.raises(pytest.fail.Exception, match="“nobody” is undefined"):
        render_as(f"{OWN_TEMPLATES}/events/event.html", "{% with a=nobody %}{{ a }}{% endwith %}")


@pytest.mark.django_db
def test_published_event_has_its_dates_and_places(clock, now):
    theme = make_theme()
    texts = {"fr": {"title": "Couture", "body": "Bonjour."}, "nl": "Naaien"}
    event = publish_event(make_event(themes=[theme], texts=texts, registration_mode="date", seats=3))
    occurrence = event.occurrences.get()
    assert (event.live, event.slug, list(event.themes.all())) == (True, "couture", [theme])
    assert occurrence.capacity.limit == 3
    assert occurrence.changed_at == timezone.now() == now
    assert event.text("nl").title == "Naaien"
    assert event.text("fr").body[0].value.source == RichText("<p>Bonjour.</p>").source


@pytest.mark.django_db
def test_user_of_a_partner_has_groups_and_membership():
    partner = make_partner()
    user = make_user(groups=["Rédaction"], partner=partner)
    assert [group.name for group in user.groups.all()] == ["Rédaction"]
    assert user.memberships.get().partner == partner
    assert user.check_password("maillage")
