"""The list of missions as plain values."""

from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Prefetch, Subquery, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.letters import day_and_hours
from partners.models import PartnerText, Quartier, Theme
from portal.kit.texts import SPOKEN_CHOICES, choose_text, lang_attribute, language_name

from .models import Mission, Need, Rhythm, Shift

PER_PAGE = 24
SHOWN_SHIFTS = 3


def missions_context(asked, language, *, now):
    """The context of volunteers/missions.html. asked: the cleaned data of a MissionsQuery."""
    number = asked.get("page") or 1
    rows = _with_first_shift(_filtered(asked, now), now).with_texts()
    shifts = (
        Shift.objects.scheduled()
        .filter(starts_at__gt=now)
        .in_order()
        .prefetch_related(Prefetch("needs", Need.objects.select_related("capacity")))
    )
    rows = list(
        rows.prefetch_related(Prefetch("shifts", shifts, to_attr="next_shifts"))[
            (number - 1) * PER_PAGE : number * PER_PAGE + 1
        ]
    )
    return {
        "missions": [mission_card(mission, language) for mission in rows[:PER_PAGE]],
        "filters": _filters(asked, language, now),
        "filtered": any(value for name, value in asked.items() if name != "page"),
        "action": reverse("benevolat"),
        "day": asked["jour"].isoformat() if asked.get("jour") else "",
        "previous_href": _page_href(asked, number - 1) if number > 1 else "",
        "next_href": _page_href(asked, number + 1) if len(rows) > PER_PAGE else "",
    }


def _with_first_shift(rows, now):
    """In order of their next shift; those without any last."""
    coming = Shift.objects.scheduled().filter(mission=OuterRef("pk"), starts_at__gt=now).order_by("starts_at")
    return rows.annotate(first_at=Subquery(coming.values("starts_at")[:1])).order_by(
        F("first_at").asc(nulls_last=True), "slug"
    )


def _filtered(asked, now):
    rows = Mission.objects.open_to_all(now)
    if asked.get("quartier"):
        rows = rows.filter(place__quartier=asked["quartier"])
    if asked.get("partenaire"):
        rows = rows.filter(partner=asked["partenaire"])
    if asked.get("theme"):
        rows = rows.filter(themes=asked["theme"])
    if asked.get("rythme"):
        rows = rows.filter(rhythm=asked["rythme"])
    if asked.get("langue"):
        spoken = rows.annotate(spoken=Cast("languages", TextField()))
        rows = spoken.filter(spoken__contains=f'"{asked["langue"]}"')
    if asked.get("jour"):
        begins = timezone.make_aware(datetime.combine(asked["jour"], time()))
        ends = timezone.make_aware(datetime.combine(asked["jour"] + timedelta(days=1), time()))
        that_day = Shift.objects.scheduled().filter(mission=OuterRef("pk"), starts_at__lt=ends, ends_at__gt=begins)
        rows = rows.filter(Exists(that_day.coming(now)))
    return rows


def mission_card(mission, language):
    """What one line of the list shows. mission: with_texts(), and `next_shifts` with the capacities of their needs."""
    text = mission.text(language)
    shifts = mission.next_shifts
    return {
        "href": reverse("mission", args=[mission.slug]),
        "title": text.name if text else mission.slug,
        "lang": lang_attribute(text, language),
        "summary": text.summary if text else "",
        "partner": partner_name(mission, language),
        "where": place_name(mission.place, language),
        "rhythm": mission.get_rhythm_display(),
        "dates": [day_and_hours(shift.starts_at, shift.ends_at) for shift in shifts[:SHOWN_SHIFTS]],
        "more": _more(len(shifts) - SHOWN_SHIFTS),
        "places": _places(shifts),
    }


def partner_name(mission, language):
    """Who asks: the partner, or the City."""
    if mission.partner is None:
        return _("Ville de Bruxelles")
    text = mission.partner.text(language)
    return text.name if text else mission.partner.slug


def place_name(place, language):
    """Where, in one line; the quartier where the address is kept secret."""
    if place is None:
        return ""
    quartier = place.quartier.name(language) if place.quartier else ""
    text = place.text(language)
    name = text.name if text and not place.confidential else ""
    return ", ".join(filter(None, [name, quartier]))


def _more(count):
    words = ngettext("et %(count)s autre créneau", "et %(count)s autres créneaux", count)
    return words % {"count": count} if count > 0 else ""


def _places(shifts):
    """How many people still are looked for, over all shifts to come."""
    if not shifts:
        return ""
    lefts = [need.capacity.left for shift in shifts for need in shift.needs.all()]
    if any(left is None for left in lefts):
        return ""
    left = sum(lefts)
    if not left:
        return _("Complet : liste d’attente.")
    return ngettext("On cherche encore %(left)s personne.", "On cherche encore %(left)s personnes.", left) % {
        "left": left
    }


def _filters(asked, language, now):
    """[{name, label, options}] of the selects, with only what some mission has."""
    open_now = Mission.objects.open_to_all(now).order_by()
    quartiers = Quartier.objects.filter(places__missions__in=open_now).distinct()
    themes = Theme.objects.filter(missions__in=open_now).distinct()
    texts = PartnerText.objects.filter(partner__missions__in=open_now).distinct().select_related("partner")
    spoken = {code for codes in open_now.values_list("languages", flat=True) for code in codes}
    lists = (
        ("quartier", _("Quartier"), [(row.slug, row.name(language)) for row in quartiers]),
        ("theme", _("Thème"), [(row.slug, row.name(language)) for row in themes]),
        ("langue", _("Langue utile"), [(c, language_name(c, language)) for c, _name in SPOKEN_CHOICES if c in spoken]),
        ("rythme", _("Rythme"), Rhythm.choices),
        ("partenaire", _("Partenaire"), _partners(texts, language)),
    )
    return [
        {
            "name": name,
            "label": label,
            "options": [{"value": v, "label": words, "chosen": v == _chosen(asked, name)} for v, words in options],
        }
        for name, label, options in lists
        if options
    ]


def _partners(texts, language):
    """[(slug, name)] of the partners whose PartnerTexts these are, by name."""
    found = {}
    for text in texts.order_by("partner__slug", "pk"):
        found.setdefault(text.partner.slug, []).append(text)
    return sorted(((slug, choose_text(rows, language).name) for slug, rows in found.items()), key=lambda each: each[1])


def _chosen(asked, name):
    value = asked.get(name)
    return getattr(value, "slug", value)


def _page_href(asked, number):
    kept = {name: _chosen(asked, name) for name, value in asked.items() if value and name != "page"}
    return f"?{urlencode({**kept, 'page': number})}"
