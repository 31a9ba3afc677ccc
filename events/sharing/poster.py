"""A sheet of A4 for the door or the shop window: the next activities, and a code that leads to the agenda."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.kit.cloth import cloth
from portal.kit.pdf import qr_svg, render
from portal.kit.site import absolute, identity
from portal.templatetags.wording import day_month, day_words_from, hour, hours

from .embedded import Embedded

ROWS = 14  # more than a sheet holds: poster.typ prints those for which there is room


def poster(owner, language, *, now):
    """The PDF (bytes), in the active language."""
    query = QueryDict(urlencode([*owner.pairs, ("nombre", ROWS)]))
    return render("poster.typ", poster_data(owner, Embedded(query, language, now=now), language, now=now))


def poster_data(owner, embedded, language, *, now):
    """What poster.typ prints."""
    address = absolute(f"{reverse('agenda')}?{urlencode(owner.pairs)}")
    cards, today = embedded.cards(), timezone.localdate(now)
    return {
        "title": _("Agenda – %(name)s") % {"name": owner.name},
        "language": language,
        "publisher": identity(language).publisher,
        "name": owner.name,
        "lead": _("À venir"),
        "rows": [_row(card, embedded.day_of(card), today) for card in cards],
        "none": _("Rien d’annoncé pour le moment."),
        "more": _("Tout l’agenda, tenu à jour :") if cards else _("L’agenda, tenu à jour :"),
        "address": f"{address.removeprefix('https://').removeprefix('http://')}",
        "url": address,
        "qr": qr_svg(address),
        "qr_alt": _("Code QR de l’agenda"),
        "cloth": cloth(owner.slug, owner.cloth, columns=32, rows=3),
        "made": _("Imprimé le %(day)s. Les dates peuvent changer.") % {"day": f"{day_month(today)} {today.year}"},
    }


def _row(card, day, today):
    where = " · ".join(filter(None, [card.place, card.quartier])) or (_("En ligne") if card.online else "")
    facts = [where, *(sign.label for sign in card.signs if sign.code in ("free", "price"))]
    return {
        "day": day_words_from(day, today),
        "time": hours(card.starts, card.ends) if card.of_one_day else hour(card.starts),
        "title": card.title,
        "state": card.state.label if card.state else "",
        "off": bool(card.state and card.state.code != "moved"),
        "facts": " · ".join(filter(None, facts)),
    }
