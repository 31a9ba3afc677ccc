"""The map in a browser: nothing is asked of another server before a click; without streets the names stay."""

import base64

import pytest

pytestmark = pytest.mark.browser
TILES = "https://tile.openstreetmap.org/"
TILE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")
MAPS = ["/fr/annuaire/?vue=carte", "/nl/agenda/?vue=carte"]


@pytest.fixture
def open_map(browser, portal):
    """open_map(path, tiles=True) → (page, addresses asked of other servers); tiles: whether their server answers."""
    contexts = []

    def open_at(path, *, tiles=True):
        context = browser.new_context(base_url=portal.address, viewport={"width": 360, "height": 740}, locale="fr-BE")
        contexts.append(context)
        page, foreign = context.new_page(), []

        def answer(route):
            foreign.append(route.request.url)
            route.fulfill(body=TILE, content_type="image/png") if tiles else route.abort()

        page.route(lambda url: not url.startswith(portal.address), answer)
        page.goto(path)
        page.locator(".map-marker").first.wait_for()
        return page, foreign

    yield open_at
    for context in contexts:
        context.close()


@pytest.mark.parametrize("path", MAPS)
def test_the_map_shows_markers_and_names_and_asks_nobody_else(open_map, path):
    page, foreign = open_map(path)
    assert page.locator(".map-quartier").count() >= 5
    page.wait_for_timeout(300)
    assert foreign == []


@pytest.mark.parametrize("path", MAPS)
def test_streets_come_after_a_click_from_their_server_alone(open_map, path):
    page, foreign = open_map(path)
    page.locator("[data-map-tiles]").click()
    page.locator(".leaflet-tile-loaded").first.wait_for()
    assert foreign and all(url.startswith(TILES) for url in foreign)
    assert page.locator(".leaflet-control-attribution a").get_attribute("href").endswith("/copyright")
    assert not page.locator(".map-quartier").first.is_visible()


def test_without_their_server_the_names_stay_and_it_is_said(open_map):
    page, foreign = open_map(MAPS[0], tiles=False)
    page.locator("[data-map-tiles]").click()
    page.locator("[data-map-said]", has_text="ne peuvent pas être montrées").wait_for()
    assert foreign
    assert page.locator(".map-quartier").first.is_visible()
    assert page.locator("[data-map-tiles]").is_visible()


def test_a_marker_opens_by_keyboard_and_gives_the_focus_back(open_map):
    page, _foreign = open_map("/fr/annuaire/?vue=carte&type=mission-locale")
    marker = page.locator(".map-marker").first
    assert marker.get_attribute("role") == "button"
    assert marker.get_attribute("aria-label")
    marker.focus()
    page.keyboard.press("Enter")
    link = page.locator(".map-popup a").first
    link.wait_for()
    page.wait_for_function("document.activeElement.matches('.map-popup a')")
    assert link.get_attribute("href").startswith("/fr/annuaire/")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.matches('.map-marker')")


def test_without_javascript_the_list_stands(open_page):
    page = open_page(MAPS[0], javascript=False)
    assert page.locator("[data-map-none]").is_visible()
    assert page.locator(".partner-name").count() > 5


def test_the_map_is_a_page_of_its_own_from_the_agenda(open_page):
    page = open_page("/fr/agenda/", width=1280)
    page.locator(".views a", has_text="Carte").click()
    page.locator(".map-marker").first.wait_for()
    assert page.url.endswith("?vue=carte")


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_an_open_map(browser, portal, axe, width):
    context = browser.new_context(base_url=portal.address, viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    for path in MAPS:
        page.goto(path)
        page.locator(".map-marker").first.wait_for()
        page.locator(".map-marker").first.focus()
        page.keyboard.press("Enter")
        page.evaluate(axe)
        violations = page.evaluate("axe.run().then(result => result.violations)")
        assert {violation["id"]: violation["nodes"][0]["html"] for violation in violations} == {}, path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_favourites_are_kept_in_the_browser_and_make_a_list(open_page):
    page = open_page("/fr/annuaire/", width=1280)
    assert not page.locator("[data-favourites]").is_visible()
    names = page.locator(".partner-name").all_inner_texts()
    for number in (0, 2):
        page.locator(".partner-keep").nth(number).click()
    assert page.locator(".partner-keep").first.get_attribute("aria-pressed") == "true"
    page.reload()
    page.locator("[data-favourites]").click()
    page.wait_for_url("**partenaire=**")
    assert sorted(page.locator(".partner-name").all_inner_texts()) == sorted([names[0], names[2]])
