"""What a record says at present, in short: what somebody reads before saying that it is still true."""

import hashlib
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.kit.contact import display_phone, name_key
from portal.kit.texts import Line, lang_attribute, unbroken
from portal.templatetags.wording import hour

from ..confirmed import confirmed_words
from ..models import SHOWN, Attending, Service, Weekday
from ..place_facts import address_lines

STAMP_BYTES = 12


@dataclass(frozen=True)
class ShownRecord:
    """A partner or service as it stands. key: `partner-12`; facts: [(label, [Line])].

    stamp: another one whenever anything that the public reads of it (its texts and facts) differs. due: whether it is
    time to look at it again; confirmed: when somebody last did, in words.
    """

    key: str
    row: object
    partner: object
    name: str
    lang: str
    href: str
    facts: tuple
    stamp: str
    due: bool
    confirmed: str


def is_due(record, now):
    """Whether nobody confirmed it within its rhythm, or ever: ReviewedQuerySet.due, for one row."""
    return record.confirmed_at is None or record.confirmed_at + relativedelta(months=record.review_months) <= now


def shown_records(partners, language, *, now):
    """[ShownRecord] of the partners of a queryset with their services, by name, what is due first; nine queries."""
    found = list(partners.select_related("place").prefetch_related("texts", "hours", "place__texts").order_by("slug"))
    services = Service.objects.filter(partner__in=found, status__in=SHOWN).order_by("slug")
    services = services.prefetch_related("texts", "hours", "presences__place__texts")
    by_partner = {}
    for service in services:
        by_partner.setdefault(service.partner_id, []).append(service)
    shown = []
    for partner in found:
        shown.append(_shown(partner, partner, _partner_facts(partner, language), language, now=now))
        for service in by_partner.get(partner.pk, []):
            service.partner = partner
            shown.append(_shown(service, partner, _service_facts(service, language), language, now=now))
    names = {partner.pk: name_key(_name(partner, language)) for partner in found}
    return sorted(shown, key=lambda each: (not each.due, names[each.partner.pk], each.partner.pk))


def _shown(row, partner, facts, language, *, now):
    text = row.text(language)
    page = reverse("partenaire", args=[partner.slug])
    return ShownRecord(
        key=f"{row._meta.model_name}-{row.pk}",
        row=row,
        partner=partner,
        name=_name(row, language),
        lang=lang_attribute(text, language),
        href=page if row is partner else f"{page}#{row.slug}",
        facts=tuple((label, lines) for label, lines in facts if lines),
        stamp=_stamp(row),
        due=is_due(row, now),
        confirmed=confirmed_words(row) or _("Personne n’a encore confirmé ces informations."),
    )


def _name(row, language):
    text = row.text(language)
    return unbroken(text.name) if text else row.slug


def _stamp(row):
    """Of the words in every language and of the facts, whichever language they are read in."""
    unread = {"id", "uuid", "partner", "service", "place", "sort_order"}
    texts = sorted(
        repr([(field.attname, getattr(text, field.attname)) for field in text._meta.fields if field.name not in unread])
        for text in row.texts.all()
    )
    with override("fr"):  # the names of days are of the facts
        facts = _service_facts(row, "fr") if isinstance(row, Service) else _partner_facts(row, "fr")
    said = repr((texts, [[str(line) for line in lines] for _label, lines in facts]))
    return hashlib.blake2b(said.encode(), digest_size=STAMP_BYTES).hexdigest()


def _partner_facts(partner, language):
    return [
        (_("En une phrase"), _summary(partner, language)),
        (_("Adresse"), address_lines(partner.place, language) if partner.place else []),
        (_("Heures d’ouverture"), usual_hours(partner.hours.all(), default_place=partner.place_id)),
        *_reached(partner, partner.website),
    ]


def _service_facts(service, language):
    places = [Line(" · ".join(str(line) for line in address_lines(each.place, language)))
              for each in service.presences.all()]  # fmt: skip
    return [
        (_("En une phrase"), _summary(service, language)),
        (_("Où"), places),
        (_("Heures"), usual_hours(service.hours.all(), default_place=None)),
        *_reached(service, service.url),
    ]


def _reached(row, page):
    return [
        (_("Téléphone"), _line(display_phone(row.phone))),
        (_("E-mail"), _line(row.email)),
        (_("Site web"), _line(page)),
    ]


def _summary(row, language):
    text = row.text(language)
    return [Line(text.summary, lang_attribute(text, language))] if text and text.summary else []


def _line(words):
    return [Line(words)] if words else []


def usual_hours(rules, *, default_place):
    """« Lundi – vendredi : 9 h – 12 h, sur rendez-vous », a Line for each rule where the record usually is."""
    here = [rule for rule in rules if rule.place_id in (None, default_place)]
    return [Line(_rule(rule)) for rule in sorted(here, key=lambda rule: (rule.days, rule.opens, rule.pk or 0))]


def _rule(rule):
    hours = f"{hour(rule.opens)} – {hour(rule.closes)}"
    words = _("%(days)s : %(hours)s") % {"days": _days(sorted(rule.days)), "hours": hours}
    return f"{words}, {Attending(rule.attending).label}" if rule.attending else words


def _days(days):
    """« Lundi – vendredi », « Mardi, jeudi »"""
    named = [str(Weekday(day).label) for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return capfirst(f"{named[0]} – {named[-1]}")
    return capfirst(", ".join(named))


def month_of(now):
    """The first day of the month, in Brussels."""
    return timezone.localdate(now).replace(day=1)
