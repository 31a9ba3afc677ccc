"""The agenda in a browser: what is chosen quickly is kept, and nothing is wider than the screen."""

from urllib.parse import parse_qsl, urlsplit

import pytest

pytestmark = pytest.mark.browser

HOLD = """milliseconds => {
    const fetched = window.fetch;
    window.fetch = async (...given) => {
        await new Promise(resolve => setTimeout(resolve, milliseconds));
        return fetched(...given);
    };
}"""


def asked(page):
    """The query of the address, sorted."""
    return sorted(parse_qsl(urlsplit(page.url).query))


def wait_for(page, query):
    for _try in range(100):
        if asked(page) == sorted(query) and not page.locator("#resultats[aria-busy]").count():
            return
        page.wait_for_timeout(50)
    assert asked(page) == sorted(query)


def ticked(page):
    return page.eval_on_selector_all("#filtre :checked", "all => all.map(one => [one.name, one.value])")


def chip(page, when):
    return page.locator(f"#dates-rapides a[href*='quand={when}']")


def test_a_tick_and_a_quick_date_in_one_moment_are_both_kept(open_page):
    page = open_page("/fr/agenda/", width=1280)
    page.locator("#gratuit-1").check()
    chip(page, "mois").click()  # before the tick was asked for
    wait_for(page, [("gratuit", "1"), ("quand", "mois")])
    page.evaluate(HOLD, 600)
    chip(page, "semaine").click()
    page.locator("#garderie-1").check()  # before the quick date was answered
    wait_for(page, [("gratuit", "1"), ("garderie", "1"), ("quand", "semaine")])
    assert sorted(ticked(page)) == [["garderie", "1"], ["gratuit", "1"]]


def test_a_word_typed_and_not_sent_survives_a_quick_date(open_page):
    page = open_page("/fr/agenda/", width=1280)
    page.fill("#q", "atelier")
    chip(page, "mois").click()
    wait_for(page, [("q", "atelier"), ("quand", "mois")])
    assert page.input_value("#q") == "atelier"
    page.locator(".agenda-chosen a", has_text="atelier").click()
    wait_for(page, [("quand", "mois")])
    page.go_back()
    wait_for(page, [("q", "atelier"), ("quand", "mois")])
    assert page.input_value("#q") == "atelier"


def test_languages_and_feeds_follow_what_is_shown(open_page):
    page = open_page("/fr/agenda/", width=1280)
    page.locator("#gratuit-1").check()
    wait_for(page, [("gratuit", "1")])
    hrefs = page.eval_on_selector_all(".masthead-langs a", "all => all.map(one => one.getAttribute('href'))")
    assert hrefs == ["/fr/agenda/?gratuit=1", "/nl/agenda/?gratuit=1", "/en/agenda/?gratuit=1"]
    feeds = page.eval_on_selector_all("link[rel=alternate][title]", "all => all.map(one => one.getAttribute('href'))")
    assert feeds == ["/fr/agenda.atom?gratuit=1", "/fr/agenda.ics?gratuit=1"]


def test_ages_in_one_field_are_removed_one_by_one(open_page):
    page = open_page("/fr/agenda/?age=6&age=9", width=1280)
    assert page.input_value("#age") == "6, 9"
    page.locator(".agenda-chosen a", has_text="6 ans").click()
    wait_for(page, [("age", "9")])
    assert page.input_value("#age") == "9"


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_on_a_phone_the_views_stand_beside_the_filters(open_page, language):
    page = open_page(f"/{language}/agenda/?public=enfants&gratuit=1&quand=mois", width=360)
    filters, views = page.locator(".filters-open").bounding_box(), page.locator(".views").bounding_box()
    assert filters["x"] + filters["width"] <= views["x"]
    assert views["y"] < filters["y"] + filters["height"] / 2 < views["y"] + views["height"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_month_to_a_day_and_back(open_page, javascript, width):
    page = open_page("/fr/agenda/?gratuit=1", width=width, javascript=javascript)
    page.locator(".views a", has_text="Mois").click()
    page.wait_for_selector(".month-table")
    assert asked(page) == [("gratuit", "1"), ("vue", "mois")]
    page.locator(".month-nav [rel=next]").click()
    page.wait_for_selector(".month-nav [rel=prev]")
    name = page.locator(".month-name").inner_text()
    assert ("gratuit", "1") in asked(page)
    page.locator("a.month-day").first.click()
    page.wait_for_selector(".day")
    assert page.locator(".day").count() == 1
    assert page.locator(".day-name").inner_text().split()[-1] in name.lower()
    page.go_back()
    page.wait_for_selector(".month-table")
    assert page.locator(".month-name").inner_text() == name


def test_by_keyboard_a_phone_gets_the_results_before_the_feeds(open_page):
    page = open_page("/fr/agenda/?quand=mois", width=360)
    page.locator(".filters-open").focus()
    seen = []
    for _key in range(8):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.getBoundingClientRect().top + scrollY"))
    assert seen == sorted(seen), "the focus goes down the page"


DRAWN = "async code => { code.loading = 'eager'; await code.decode(); return code.naturalWidth; }"
LONG = "donaudampfschiffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize(
    "path",
    [
        f"/fr/agenda/?q={LONG}&gratuit=1", f"/fr/agenda/?q={LONG}&quand=demain", "/nl/agenda/?quartier=marolles",
        "/nl/agenda/?vue=mois", "/fr/agenda/?du=2199-12-31&vue=mois", "/fr/agenda/?du=2027-03-10&au=2027-03-01&age=abc",
    ],
)  # fmt: skip
def test_nothing_scrolls_sideways(open_page, width, path):
    page = open_page(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_name_of_the_portal_is_whole_on_the_smallest_phone(open_page):
    page = open_page("/nl/", width=320)
    brand = page.locator(".masthead-brand")
    assert brand.evaluate("one => one.scrollWidth <= one.clientWidth")


@pytest.mark.parametrize("width", [320, 768, 900, 1088, 1280])
def test_the_week_of_the_home_page_stays_in_its_boxes(open_page, width):
    page = open_page("/nl/", width=width)
    boxes = page.eval_on_selector_all(".week a", "all => all.map(one => one.scrollWidth <= one.clientWidth)")
    assert boxes == [True] * 7


@pytest.mark.parametrize("path", ["/fr/agenda/", "/fr/"])
def test_with_forced_colours_one_entry_is_marked(browser, portal, path):
    context = browser.new_context(
        base_url=portal.address, viewport={"width": 1280, "height": 800}, forced_colors="active"
    )
    page = context.new_page()
    page.goto(path)
    canvas = page.evaluate("getComputedStyle(document.body).backgroundColor")
    bars = page.eval_on_selector_all(
        ".masthead-nav a", "all => all.map(one => getComputedStyle(one).borderBlockEndColor)"
    )
    assert sum(bar != canvas for bar in bars) == (1 if path == "/fr/agenda/" else 0)
    context.close()


def test_printing_an_event_and_the_agenda_draws_the_code(open_page, portal):
    page = open_page("/fr/agenda/", width=1280)
    page.emulate_media(media="print")
    assert page.locator(".on-paper-qr").evaluate(DRAWN) > 0
    assert page.locator(".pager-place").is_visible()
    page.goto(page.locator(".row-title a").first.get_attribute("href"))
    assert page.locator(".on-paper-qr").evaluate(DRAWN) > 0
    assert page.locator(".on-paper p").evaluate("one => one.scrollWidth <= one.parentElement.clientWidth")
    tops = page.eval_on_selector_all(".facts dd p", "all => all.map(one => one.getBoundingClientRect().bottom)")
    assert tops == sorted(tops)
