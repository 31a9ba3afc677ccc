"""What a phone downloads to show a page, images aside, on its first visit."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from .agenda import LARGE
from .rows import at_most, exactly

LIMIT = 60  # kB


class Needs(HTMLParser):
    """Addresses that a page makes a browser fetch before anything is clicked: `files`, and `images` among them."""

    IMAGES = {("img", "src"), ("source", "srcset"), ("video", "poster")}
    OTHERS = {("script", "src"), ("iframe", "src"), ("use", "href"), ("object", "data")}
    LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}

    def __init__(self, html):
        super().__init__()
        self.files, self.images = set(), set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if (tag, name) in self.IMAGES:
                self.images.add(value)
            elif (tag, name) in self.OTHERS:
                self.files.add(value.partition("#")[0])
        given = dict(attributes)
        if tag == "link" and self.LINKS & set(given.get("rel", "").split()):
            self.files.add(given["href"])


def figures(bench):
    with bench.portal(LARGE) as portal:
        found = portal.data.ask("addresses", each=1)
        pages = {name: found[name][0] for name in ("home", "agenda", "event", "registration", "directory", "quartier")}
        rows, foreign = [], set()
        for name, path in pages.items():
            octets, elsewhere = weigh(portal.browser(), path)
            rows.append(at_most(f"weight: {name}", octets / 1000, "kB", LIMIT))
            foreign |= elsewhere
    return [*rows, exactly("weight: requests to third parties", len(foreign), "requests", 0)]


def weigh(browser, path):
    """(octets of the page with its sheets, scripts and icons, as they travel; what it asks of other hosts)."""
    page = browser.page(path)
    needs = Needs(page.text)
    elsewhere = {url for url in needs.files | needs.images if urlsplit(url).netloc}
    files = {urljoin(path, url) for url in needs.files - elsewhere}
    return page.size + sum(browser.page(url).size for url in files), elsewhere
