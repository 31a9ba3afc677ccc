"""What a visitor of a crèche or of a school looks for, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.texts import Line, translated_line

from .models import LanguageRole, PartnerKind, SchoolLevel


def kind_facts(partner, language):
    """{title, facts: [(label, Line)], channel} of a crèche or school, or None when nothing is known.

    channel: {name: Line, note: Line, href} of where one asks for a place, or None.
    """
    title, facts = "", []
    if partner.kind == PartnerKind.ECOLE:
        title, facts = _("L’école"), _school(partner)
    elif partner.kind == PartnerKind.CRECHE:
        title, facts = _("La crèche"), _childcare(partner)
    facts += [(_("Rôle linguistique"), _label(partner.language_role, LanguageRole))]
    facts = [(label, Line(words)) for label, words in facts if words]
    channel = _channel(partner.enrolment_channel, language)
    return {"title": title, "facts": facts, "channel": channel} if title and (facts or channel) else None


def _childcare(partner):
    places = [
        (_("bébés"), partner.baby_places),
        (_("moyens et grands"), partner.toddler_places),
        (_("section mixte"), partner.mixed_places),
    ]
    times = [(partner.full_time, _("temps plein")), (partner.part_time, _("temps partiel"))]
    body = partner.get_supervising_body_display()
    return [
        (_("Âges"), _ages(partner.months_from, partner.months_to)),
        (_("Places"), ", ".join(f"{count} ({label})" for label, count in places if count)),
        (_("Temps d’accueil"), ", ".join(label for given, label in times if given)),
        (_("Organisme de tutelle"), str(body)),
        (_("Autorisation"), partner.licence),
    ]


def _school(partner):
    levels = [str(level.label) for level in SchoolLevel if level in partner.school_levels]
    return [
        (_("Niveaux"), ", ".join(levels)),
        (_("Pouvoir organisateur"), str(partner.get_school_organiser_display())),
    ]


def _ages(low, high):
    if low is None and high is None:
        return ""
    if low is None or high is None:
        said = _("à partir de %(age)s") if high is None else _("jusqu’à %(age)s")
        return said % {"age": _age(high if low is None else low)}
    return _("de %(low)s à %(high)s") % {"low": _age(low), "high": _age(high)}


def _age(months):
    """« 3 mois », « 2 ans et demi », « 3 ans »"""
    if months < 24 or months % 6:
        return ngettext("%(count)s mois", "%(count)s mois", months) % {"count": months}
    if months % 12:
        return _("%(count)s ans et demi") % {"count": months // 12}
    return ngettext("%(count)s an", "%(count)s ans", months // 12) % {"count": months // 12}


def _label(value, choices):
    return str(choices(value).label) if value else ""


def _channel(channel, language):
    if channel is None:
        return None
    return {
        "name": translated_line(channel, "name", language),
        "note": translated_line(channel, "note", language),
        "href": channel.url,
    }
