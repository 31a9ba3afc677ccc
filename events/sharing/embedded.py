"""The agenda inside another site: what its address asks for, as a page for a frame and as data for the component.

As in a feed, nothing widens what was embedded once: a partner that is no more shows nothing, not the whole city.
"""

from itertools import groupby
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.kit.calendar_menu import webcal_address
from portal.kit.site import absolute, identity
from portal.templatetags.wording import day_words_from, hour, hours

from ..agenda.filters import LEGENDS
from ..agenda.labels import values_of
from ..agenda.listing import listed_cards
from ..agenda.periods import WHENS, shown_day
from ..agenda.selection import select
from ..agenda.views import total_label
from ..feeds.calendars import with_query
from .forms import USUAL, ShownForm


class Embedded:
    """The dates that an address of an embedded agenda asks for, and how they are shown."""

    def __init__(self, querydict, language, *, now):
        today = timezone.localdate(now)
        self.now, self.language = now, language
        self.shown = ShownForm(querydict).understood()
        self.selection = select(querydict, language, now=now, period=(today, today + relativedelta(years=1)))
        maps = self.selection.snapshot.maps
        self.found = self.selection.search.found & maps.alive(now.timestamp())
        self.total = self.found.bit_count()
        self.pages = max(1, -(-self.total // self.shown["nombre"]))
        self.page = min(self.shown["page"], self.pages)

    @property
    def query(self):
        return self.selection.query

    @property
    def owner(self):
        """The name of the one partner or quartier whose agenda this is, or the empty string."""
        for facet in ("partenaire", "quartier"):
            asked = self.query.lists.get(facet, ())
            if len(asked) == 1:
                return values_of(facet, self.selection.snapshot.maps.names, self.language)[asked[0]]
        return ""

    def cards(self):
        """The Cards of this page, in order of start."""
        maps, number = self.selection.snapshot.maps, self.shown["nombre"]
        ids = maps.occurrence_ids(self.found, (self.page - 1) * number, number)
        return listed_cards(ids, self.language, now=self.now, places=maps.places)

    def day_of(self, card):
        """Under which day a Card stands."""
        return shown_day(card.starts, self.query.periods(self.selection.today), self.now)

    def agenda_path(self):
        """The agenda itself with the same filters."""
        return with_query(reverse("agenda"), self.selection.key)

    def feed_path(self):
        """The calendar to subscribe to: it goes on after the days that were looked at."""
        return self.query.at().address(reverse("agenda-ics")) if not self.selection.void else self._void_feed()

    def _void_feed(self):
        return with_query(reverse("agenda-ics"), self.selection.key)

    def own_query(self, **changes):
        """What this address says, in one order, with other values of fond, nombre or page."""
        shown = self.shown | {"page": 1} | changes
        usual = {"fond": "", "nombre": USUAL, "page": 1}
        said = [(name, str(value)) for name, value in shown.items() if value != usual[name]]
        return "&".join(filter(None, [self.selection.key, urlencode(said)]))

    def address(self, **changes):
        return with_query(reverse("embarque"), self.own_query(**changes))


def frame_context(embedded):
    """The context of events/sharing/embed.html: plain values, the same for everybody."""
    portal = identity(embedded.language)
    today, by_day = embedded.selection.today, groupby(embedded.cards(), key=embedded.day_of)
    owner = embedded.owner
    return {
        "title": _("Agenda – %(name)s") % {"name": owner or portal.name},
        "language": embedded.language,
        "ground": embedded.shown["fond"],
        "total_label": total_label(embedded.total),
        "days": [{"label": day_words_from(day, today), "cards": list(cards)} for day, cards in by_day],
        "form": _form(embedded),
        "languages": _languages(embedded),
        "pager": {
            "number": embedded.page,
            "of": embedded.pages,
            "previous_href": embedded.address(page=embedded.page - 1) if embedded.page > 1 else "",
            "next_href": embedded.address(page=embedded.page + 1) if embedded.page < embedded.pages else "",
        },
        "agenda_href": embedded.agenda_path(),
        "webcal_href": webcal_address(embedded.feed_path()),
        "portal": portal.name,
    }


def _form(embedded):
    """{action, hidden, selects}: what a visitor of the other site may narrow."""
    query = embedded.query
    selects = []
    if not (query.first or query.last):
        selects.append(_select("quand", WHENS, query.whens, _("Toutes les dates")))
    audiences = values_of("public", embedded.selection.snapshot.maps.names, embedded.language)
    if len(query.lists.get("public", ())) <= 1:
        selects.append(_select("public", audiences, query.lists.get("public", ()), _("Tous les publics")))
    free = {select["name"] for select in selects}
    void = [(name, value) for name, values in embedded.selection.void.items() for value in values]
    shown = [(name, str(embedded.shown[name])) for name in ("fond", "nombre")]
    kept = [(name, value) for name, value in [*query.pairs(), *void, *shown] if name not in free and value]
    return {"action": reverse("embarque"), "hidden": kept, "selects": selects}


def _select(name, labels, chosen, every):
    options = [{"value": "", "label": every, "chosen": not chosen}]
    options += [{"value": value, "label": label, "chosen": value in chosen} for value, label in labels.items()]
    return {"name": name, "legend": LEGENDS[name], "options": options}


def _languages(embedded):
    query = embedded.own_query(page=embedded.page)
    found = []
    for code, name in settings.LANGUAGES:
        with override(code):
            href = with_query(reverse("embarque"), query)
        found.append({"code": code, "name": name, "href": href, "current": code == embedded.language})
    return found


def component_data(embedded):
    """What the component reads (a dict for JSON): words in the reader's language, absolute addresses, no markup."""
    portal, today = identity(embedded.language), embedded.selection.today
    owner = embedded.owner
    return {
        "language": embedded.language,
        "title": _("Agenda – %(name)s") % {"name": owner or portal.name},
        "total": embedded.total,
        "total_label": total_label(embedded.total),
        "agenda": {"label": _("Tout l’agenda"), "url": absolute(embedded.agenda_path())},
        "feed": {"label": _("S’abonner"), "url": absolute(embedded.feed_path())},
        "when": {
            "label": str(LEGENDS["quand"]),
            "options": [["", _("Toutes les dates")], *([value, str(label)] for value, label in WHENS.items())],
        },
        "items": [_item(card, embedded.day_of(card), today) for card in embedded.cards()],
    }


def _item(card, day, today):
    return {
        "title": card.title,
        "title_language": card.title_lang,
        "url": absolute(card.href),
        "starts": card.starts.isoformat(timespec="minutes"),
        "ends": card.ends.isoformat(timespec="minutes"),
        "day": day_words_from(day, today),
        "time": hours(card.starts, card.ends) if card.of_one_day else hour(card.starts),
        "kind": card.kind,
        "kind_label": str(card.kind_label),
        "where": " · ".join(filter(None, [card.place, card.quartier])) or (_("En ligne") if card.online else ""),
        "state": card.state.label if card.state else "",
        "off": bool(card.state and card.state.code != "moved"),
    }
