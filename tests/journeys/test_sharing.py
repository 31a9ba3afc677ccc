"""An association shows its agenda on its own site, another origin: frame and component, by keyboard, axe clean."""

import http.server
import threading
from html import unescape

import pytest

pytestmark = pytest.mark.browser

QUARTIER = "marolles"
# What a careful site allows: nothing inline, one script, one address to ask.
STRICT = "default-src 'none'; script-src {portal}; connect-src {portal}; img-src data:"


@pytest.fixture(scope="module")
def other_site(portal):
    """other_site(html, policy="") → the address of a page with that body, on another origin."""
    pages = {}

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body, policy = pages.get(self.path, ("", ""))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            head = (
                '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>Asbl</title>'
            )
            self.wfile.write(f'<!doctype html><html lang="fr">{head}<main><h1>Asbl</h1>{body}</main>'.encode())

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def put(html, *, policy=""):
        path = f"/{len(pages)}"
        pages[path] = (html, policy.format(portal=portal.address))
        return f"http://127.0.0.1:{server.server_port}{path}"

    yield put
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(browser):
    """visit(address, width=360, dark=False, javascript=True, bypass=False) → a page there, strict about its errors."""
    contexts, complaints = [], []

    def visit(address, *, width=360, dark=False, javascript=True, bypass=False):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light",
            java_script_enabled=javascript, bypass_csp=bypass, locale="fr-BE",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


def snippets(page, portal):
    """The frame and the component that the page of the quartier gives to copy."""
    page.goto(f"{portal.address}/fr/quartiers/{QUARTIER}/partager/")
    return page.locator("#cadre").input_value(), page.locator("#composant").input_value()


@pytest.fixture(scope="module")
def given(browser, portal):
    context = browser.new_context()
    found = snippets(context.new_page(), portal)
    context.close()
    return found


def violations(frame, axe):
    frame.evaluate(axe)
    found = frame.evaluate("axe.run().then(result => result.violations)")
    return {each["id"]: [node["html"] for node in each["nodes"]][:3] for each in found}


def test_the_frame_works_by_keyboard_on_another_site_and_leaves_no_cookie(given, other_site, visit):
    page = visit(
        other_site(given[0], policy="default-src 'none'; frame-src {portal}; style-src 'unsafe-inline'; img-src data:")
    )
    frame = page.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == "Agenda – Marolles"
    assert frame.locator("h3").count() == 8
    frame.locator("#quand").select_option("mois")
    frame.locator("#quand").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    frame.locator("option[value=mois][selected]").wait_for(state="attached")
    frame.get_by_role("link", name="Nederlands").press("Enter")
    frame.locator("html[lang=nl]").wait_for()
    with page.context.expect_page() as opened:
        frame.locator("h3 a").first.press("Enter")
    assert "/nl/agenda/" in opened.value.url
    opened.value.close()
    assert page.context.cookies() == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_the_frame_nor_on_the_page_that_gives_it(given, other_site, visit, portal, axe, dark):
    for width in (360, 1280):
        page = visit(other_site(given[0]), dark=dark, width=width, bypass=True)
        page.frame_locator("iframe").locator("h3").first.wait_for()
        assert violations(page.frames[1], axe) == {}
        assert page.frames[1].evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.goto(f"{portal.address}/fr/quartiers/{QUARTIER}/partager/")
        assert violations(page, axe) == {}
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_other_page_can_be_framed(portal, other_site, browser):
    page = browser.new_page()
    page.goto(other_site(f'<iframe src="{portal.address}/fr/agenda/" title="Agenda"></iframe>'))
    page.frames[1].wait_for_url("chrome-error:**")
    assert page.frames[1].url.startswith("chrome-error:")
    page.close()


def test_the_component_works_by_keyboard_under_a_strict_policy(given, other_site, visit):
    page = visit(other_site(given[1], policy=STRICT))
    component = page.locator("maillage-agenda")
    component.locator("h2").wait_for()
    assert component.locator("h2").inner_text() == "Agenda – Marolles"
    assert component.locator("li.date").count() == 8
    assert component.locator("a.title").first.evaluate("link => getComputedStyle(link).fontWeight") == "700"
    component.locator("select").focus()
    with page.expect_response(lambda response: "quand=aujourdhui" in response.url):
        page.keyboard.press("ArrowDown")
    page.wait_for_function(
        "document.querySelector('maillage-agenda').shadowRoot.querySelector('select').value === 'aujourdhui'"
    )
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.id") == "when"
    assert page.evaluate(
        "document.querySelector('maillage-agenda').shadowRoot.querySelector('[role=status]').textContent"
    )
    assert page.context.cookies() == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_the_component(given, other_site, visit, axe, dark):
    page = visit(other_site(given[1]), dark=dark, bypass=True)
    page.locator("maillage-agenda h2").wait_for()
    page.evaluate(axe)
    found = page.evaluate(
        "axe.run('maillage-agenda').then(result => result.violations.map(each => [each.id, each.nodes.length]))"
    )
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_script_or_portal_a_link_remains(given, other_site, visit, browser):
    page = visit(other_site(given[1]), javascript=False)
    assert page.get_by_role("link", name="Agenda – Marolles").is_visible()
    gone = given[1].replace('<maillage-agenda src="http://', '<maillage-agenda src="http://127.0.0.1:9/?x=')
    lost = browser.new_page()
    lost.goto(other_site(gone))
    lost.get_by_text("L’agenda n’a pas pu être chargé.").wait_for()
    assert lost.get_by_role("link", name="Agenda – Marolles").is_visible()
    lost.close()


def test_a_hostile_title_stays_words_in_the_component(given, other_site, visit, portal):
    """The data is replaced on the way: whatever the portal says, the component makes no markup of it."""
    page = visit(other_site(""))
    hostile = '<img src=x onerror="window.broken=1">'
    page.route(
        "**/agenda.json*",
        lambda route: route.fulfill(
            headers={"Access-Control-Allow-Origin": "*"},
            json={
                "language": "fr", "title": hostile, "total": 1, "total_label": hostile,
                "agenda": {"label": hostile, "url": "javascript:window.broken=1"},
                "feed": {"label": "x", "url": "data:text/html,x"},
                "when": {"label": hostile, "options": [["", hostile]]},
                "items": [{
                    "title": hostile, "title_language": "", "url": "javascript:window.broken=1", "starts": "x",
                    "ends": "x",
                    "day": hostile, "time": hostile, "kind": "x", "kind_label": hostile, "where": hostile,
                    "state": hostile, "off": False,
                }],
            },
        ),
    )  # fmt: skip
    page.goto(other_site(given[1]))
    page.locator("maillage-agenda h2").wait_for()
    assert page.locator("maillage-agenda img").count() == 0
    assert page.locator("maillage-agenda a[href^=javascript], maillage-agenda a[href^=data]").count() == 0
    assert page.evaluate("window.broken") is None
    assert unescape(page.locator("maillage-agenda h2").inner_text()) == hostile
