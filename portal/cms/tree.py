"""The page trees that every portal has: one home page per language, and the pages that the law asks for."""

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from .fixed import FIXED_ADDRESSES, FIXED_KEYS
from .models import HomePage, StandardPage

TEXTS = Path(__file__).parent / "texts"


@transaction.atomic
def ensure_tree():
    """The default Site with its trees. What is there stays as staff left it; what is missing is made."""
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=_locale("fr"))
    site = Site.objects.filter(is_default_site=True).first()
    welcome = site.root_page if site and type(site.root_page.specific) is Page else None
    homes = {}
    for code, _name in settings.LANGUAGES:
        homes[code] = _ensure_home(root, code, like=homes.get("fr"))
        for name, key in FIXED_KEYS.items():
            _ensure_fixed(homes[code], name, key, code)
    site = _ensure_site(site, homes["fr"])
    if welcome and welcome.depth > 1 and not welcome.get_children().exists():
        welcome.delete()
    return site


def read_text(name, language):
    """{title, introduction, body} of one of our own pages; body: [(block type, value)].

    A part has a heading, a text, the name of a block that fills itself, or several of them in this order.
    """
    text = tomllib.loads((TEXTS / f"{name}.{language}.toml").read_text(encoding="utf-8"))
    body = []
    for part in text.get("body", []):
        if "heading" in part:
            body.append({"type": "heading", "value": part["heading"]})
        if "text" in part:
            body.append({"type": "paragraph", "value": part["text"].strip()})
        if "block" in part:
            body.append({"type": part["block"], "value": None})
    return {"title": text["title"], "introduction": text["introduction"], "body": body}


def _locale(code):
    return Locale.objects.get_or_create(language_code=code)[0]


def _ensure_home(root, code, *, like):
    locale = _locale(code)
    home = HomePage.objects.child_of(root).filter(locale=locale).first()
    if home is None:
        root.refresh_from_db()
        home = HomePage(slug=f"accueil-{code}", locale=locale, **read_text("home", code))
        if like:
            home.translation_key = like.translation_key
        root.add_child(instance=home)
    return home


def _ensure_fixed(home, name, key, code):
    if StandardPage.objects.filter(translation_key=key, locale=home.locale).exists():
        return
    slug = FIXED_ADDRESSES[name][code]
    page = StandardPage(slug=slug, locale=home.locale, translation_key=key, **read_text(name, code))
    home.add_child(instance=page)


def _ensure_site(site, root_page):
    if site and site.root_page.specific_class is HomePage:
        return site
    address = urlsplit(settings.MAILLAGE_SITE_URL)
    site = site or Site(is_default_site=True)
    site.root_page = root_page
    site.hostname = address.hostname
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name = "Maillage"
    site.save()
    return site
