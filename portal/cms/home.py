"""What the home page shows beside the text of its editors."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.agenda.bitmaps import snapshot
from events.agenda.periods import WHENS, Period, bits_of_period
from events.coming import activities, activities_by_quartier, cards_of, dates_by_day, featured, soonest
from partners.pages import Tile
from portal.kit.sharing import cloth_picture, sharing

HIGHLIGHTS = 3
SOON = 8
TILES = 10
# Fewer than this left today, and tomorrow stands beside.
ENOUGH = 3


def home_context(page, request):
    """The context of cms/home.html."""
    now, language = timezone.now(), get_language()
    agenda = reverse("agenda")
    maps = snapshot(now).maps
    chosen = featured(now, limit=HIGHLIGHTS)
    soon = _soon(maps, now)
    cards = cards_of([*chosen, *soon["ids"]], language, now=now)
    return {
        "title": page.title,
        "intro": page.introduction,
        "poster": reverse("affiche", args=["quartier", "accueil"]),
        "sharing": sharing(page.title, page.introduction, cloth_picture("quartier", "accueil")),
        "ask": {
            "action": agenda,
            "quartiers": [
                {"value": slug, "label": name} for slug, name in maps.names.labels["quartier"][language].items()
            ],
            "whens": whens(),
        },
        "week": [_day(day, count, agenda, now) for day, count in dates_by_day(maps, now=now)],
        "highlights": [cards[pk] for pk in chosen],
        "soon_title": soon["title"],
        "soon_dated": soon["dated"],
        "soon": [cards[pk] for pk in soon["ids"]],
        "soon_href": agenda,
        "tiles": _tiles(maps.names.labels["quartier"][language], activities_by_quartier(maps, now=now)),
        "quartiers_href": reverse("quartiers"),
        "body": page.body,
    }


def whens():
    """[{value, label}] of the quick dates, as the agenda names them."""
    return [{"value": value, "label": label} for value, label in {"": _("N’importe quand"), **WHENS}.items()]


def _soon(maps, now):
    """{ids, title, dated}: what is left of today, with tomorrow where that is little, else what comes next."""
    today = timezone.localdate(now)
    tomorrow = today + timedelta(days=1)
    spans = (
        (Period(today, today), _("Aujourd’hui")),
        (Period(today, tomorrow), _("Aujourd’hui et demain")),
    )
    for span, title in spans:
        ids = soonest(maps, bits_of_period(maps, span, now), limit=SOON)
        if len(ids) >= ENOUGH:
            return {"ids": ids, "title": title, "dated": span.first != span.last}
    return {"ids": soonest(maps, maps.alive(now.timestamp()), limit=SOON), "title": _("Prochainement"), "dated": True}


def _day(day, count, agenda, now):
    return {
        "href": f"{agenda}?du={day.isoformat()}&au={day.isoformat()}",
        "date": day,
        "count": count,
        "label": activities(count),
        "current": day == timezone.localdate(now),
    }


def _tiles(names, counts):
    """Tiles of the quartiers where most is on, in the order of their names."""
    busiest = sorted(counts, key=lambda slug: (-counts[slug], slug))[:TILES]
    return [_tile(slug, name, counts[slug]) for slug, name in names.items() if slug in busiest and counts[slug]]


def _tile(slug, name, count):
    return Tile(
        href=reverse("quartier", args=[slug]),
        name=name,
        name_lang="",
        note=activities(count),
        poster=reverse("affiche", args=["quartier", slug]),
        slug=slug,
        partners=0,
    )
