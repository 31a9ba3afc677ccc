"""The sitemap: every public address with its translations (sitemaps.org 0.9, with alternates by language)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from math import ceil
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from events.models import Event, Pathway
from partners.models import Partner, Quartier
from portal.kit.site import absolute
from volunteers.models import Mission

from .fixed import FIXED_KEYS
from .models import StandardPage
from .translations import HOMES, alternates

# Addresses in one file (sitemaps.org allows 50,000).
PER_FILE = 50_000
LISTS = (
    "agenda",
    "formations",
    "bibliotheque",
    "parcours",
    "annuaire",
    "quartiers",
    "benevolat",
    "accessibilite",
    "donnees-personnelles",
)
SLUG = "SLUG"


@dataclass(frozen=True)
class Entry:
    """One page in the languages in which it exists. paths: {language: path}."""

    paths: dict
    changed: datetime | None = None


def entries():
    """Every Entry of the portal, in seven queries."""
    published = Event.objects.published().order_by("pk")
    events = published.values_list("slug", "last_published_at")
    programmes = published.knowing_more().filter(Q(has_parts=True) | Q(has_stalls=True)).values_list("slug", flat=True)
    partners = Partner.objects.published().order_by("pk").values_list("slug", flat=True)
    pathways = Pathway.objects.published().order_by("pk").values_list("slug", flat=True)
    missions = Mission.objects.open_to_all(timezone.now()).order_by("pk").values_list("slug", flat=True)
    quartiers = Quartier.objects.order_by("pk").values_list("slug", flat=True)
    return [
        Entry(HOMES),
        *(Entry(_paths(name)) for name in LISTS),
        *_pages(),
        *_rows("quartier", ((slug, None) for slug in quartiers)),
        *_rows("partenaire", ((slug, None) for slug in partners)),
        *_rows("mission", ((slug, None) for slug in missions)),
        *_rows("parcours-un", ((slug, None) for slug in pathways)),
        *_rows("evenement", events),
        *_rows("programme", ((slug, None) for slug in programmes)),
    ]


def sitemap_xml(found, number=None):
    """The XML of file `number` (from 1) of these entries, or, without a number, of all of them or of the list of files.

    None when there is no such file.
    """
    per_file = PER_FILE // len(settings.LANGUAGES)
    files = max(1, ceil(len(found) / per_file))
    if number is None and files > 1:
        return _index(files)
    number = 1 if number is None else number
    if not 1 <= number <= files:
        return None
    return _urlset(found[(number - 1) * per_file : number * per_file])


def _paths(name, *args):
    paths = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            paths[code] = reverse(name, args=args)
    return paths


def _rows(name, rows):
    # The pattern is asked for once: reversing sixty thousand addresses would take seconds.
    patterns = _paths(name, SLUG)
    for slug, changed in rows:
        yield Entry({code: pattern.replace(SLUG, slug) for code, pattern in patterns.items()}, changed)


def _pages():
    translations = defaultdict(dict)
    pages = StandardPage.objects.live().exclude(translation_key__in=FIXED_KEYS.values()).select_related("locale")
    for page in pages.order_by("pk"):
        translations[page.translation_key][page.locale.language_code] = page
    for pages in translations.values():
        changed = max((page.last_published_at for page in pages.values() if page.last_published_at), default=None)
        yield Entry({code: page.url for code, page in pages.items()}, changed)


def _index(files):
    address = absolute(reverse("sitemap"))
    rows = (f"<sitemap><loc>{escape(f'{address}?page={number}')}</loc></sitemap>" for number in range(1, files + 1))
    return _document("sitemapindex", "", rows)


def _urlset(found):
    return _document("urlset", ' xmlns:xhtml="http://www.w3.org/1999/xhtml"', chain.from_iterable(map(_urls, found)))


def _urls(entry):
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{name}" href={quoteattr(absolute(path))}/>'
        for name, path in alternates(entry.paths)
    )
    changed = f"<lastmod>{entry.changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if entry.changed else ""
    for path in entry.paths.values():
        yield f"<url><loc>{escape(absolute(path))}</loc>{changed}{links}</url>"


def _document(root, namespaces, rows):
    opening = f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{namespaces}>'
    return "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', opening, *rows, f"</{root}>", ""))
