"""axe finds nothing on any public page, in light and dark, at the width of a telephone and of a desk."""

import pytest

pytestmark = pytest.mark.browser

ADDRESSES = """
from django.utils import timezone
from events.models import Event
from partners.models import Partner, Quartier
now = timezone.now()
live = Event.objects.published()
print(
    "/fr/", "/nl/", "/en/", "/fr/agenda/", "/nl/agenda/?gratuit=1&quand=semaine", "/fr/agenda/?q=zzzzzz",
    "/fr/agenda/?vue=mois", "/nl/agenda/?vue=mois&q=zzzzzz", "/fr/agenda/?du=2199-12-31&au=2000-01-01&age=abc",
    f"/fr/agenda/{live.filter(registration_mode='date').upcoming(now).first().slug}/",
    f"/nl/agenda/{live.filter(registration_mode='whole').upcoming(now).first().slug}/",
    f"/fr/agenda/{live.filter(registration_mode='none').upcoming(now).first().slug}/",
    f"/fr/agenda/{live.filter(registration_mode='date').upcoming(now).first().slug}/inscription/",
    f"/fr/agenda/{live.filter(texts__language='ar').first().slug}/?texte=ar",
    "/fr/annuaire/", "/nl/gids/?pres=marolles&ouvert=1", "/fr/annuaire/?pres=zzzz",
    "/fr/annuaire/" + Partner.objects.published().first().slug + "/",
    "/nl/gids/" + Partner.objects.published().first().slug + "/melden/",
    "/fr/quartiers/", "/fr/quartiers/" + Quartier.objects.first().slug + "/",
    "/fr/benevolat/", "/fr/formations/", "/fr/accessibilite/", "/fr/donnees-personnelles/",
    "/fr/compte/login/", "/fr/rien-ici/",
)
"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation_on_any_public_page(browser, portal, axe, dark, width):
    found = {}
    context = browser.new_context(
        base_url=portal.address,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        bypass_csp=True,
    )
    page = context.new_page()
    for address in portal.run(ADDRESSES).split():
        page.goto(address)
        page.evaluate(axe)
        for violation in page.evaluate("axe.run().then(result => result.violations)"):
            found[address, violation["id"]] = [node["html"] for node in violation["nodes"]][:3]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls sideways"
    context.close()
    assert found == {}
