"""A selection of the directory on paper: address, telephone and hours of each partner, in the reader's language."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.contact import display_phone
from portal.kit.pdf import qr_svg, render
from portal.kit.site import absolute, identity
from portal.templatetags.wording import day_words_year

from .hours_words import week
from .models import Partner, PartnerKind
from .pages import bare_address, spoken
from .place_facts import address_lines

MOST = 60  # partners: what somebody carries; the whole directory is on the site
LONGEST_CODE = 300  # characters of an address that a code of 26 mm holds


def selection_pdf(search, language):
    """The PDF (bytes) of the first partners that a Search found, in the active language."""
    return render("selection.typ", selection_data(search, language))


def selection_data(search, language):
    """What selection.typ prints; two queries and those of their parts."""
    listed = [search.index.entries[position] for position, _metres in search.listed(language)[:MOST]]
    rows = Partner.objects.published().with_seat().in_bulk([entry.pk for entry in listed])
    groups, near, today = {}, search.query.near is not None, timezone.localdate(search.now)
    for entry in listed:
        if entry.pk in rows:
            told = _partner(rows[entry.pk], entry, language, today)
            groups.setdefault("" if near else entry.kind, []).append(told)
    labels = {"": _("Du plus proche au plus loin"), **{kind.value: str(kind.label) for kind in PartnerKind}}
    url = absolute(search.query.address(reverse("annuaire")))
    count = ngettext("%(count)s partenaire", "%(count)s partenaires", search.total) % {"count": search.total}
    cut = _("En voici les %(most)s premiers.") % {"most": MOST} if search.total > MOST else ""
    return {
        "title": _("Annuaire"),
        "language": language,
        "publisher": identity(language).publisher,
        "lead": " · ".join(filter(None, [count, cut])),
        "groups": [{"label": labels[kind], "partners": told} for kind, told in groups.items()],
        "none": _("Aucun partenaire trouvé"),
        "more": _("Cette liste, tenue à jour :"),
        "address": url.removeprefix("https://").removeprefix("http://"),
        "url": url,
        "qr": qr_svg(url) if len(url) <= LONGEST_CODE else "",
        "qr_alt": _("Code QR de cette liste"),
        "made": _("Imprimé le %(day)s.") % {"day": day_words_year(search.now)},
    }


def _partner(partner, entry, language, today):
    text = partner.text(language)
    lines = [", ".join(str(line) for line in address_lines(partner.place, language))] if partner.place else []
    reached = [display_phone(partner.phone), partner.email, bare_address(partner.website)]
    lines += [" · ".join(filter(None, reached))]
    if entry.timetable.is_known:
        lines += [_hours(entry.timetable, today, language)]
    lines += [capfirst(spoken(partner.languages, language))]
    return {
        "name": text.name if text else partner.slug,
        "lang": text.language.split("-")[0] if text else language,
        "kind": str(partner.get_kind_display()),
        "summary": text.summary if text else "",
        "lines": [line for line in lines if line],
    }


def _hours(timetable, today, language):
    """« lundi 9 h – 17 h ; mardi fermé ; … » of the seven days to come."""
    return " ; ".join(f"{day.name} {', '.join(map(str, day.hours))}" for day in week(timetable, today, language))
