"""The pages where members change their record, as plain values for their templates."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.contact import display_phone
from portal.kit.texts import LANGUAGE_NAMES, Line, lang_attribute
from portal.templatetags.wording import day_words_year, euros

from ..freshness.shown import usual_hours
from ..models import Audience, Partner, Service
from .history import history
from .sections import CHANGES, CONTACT, FACTS, HOURS, PUBLICS, TEXTS, WAY_IN, own_seat, sections_of

PARTS = ("texts", "hours", "changes", "themes")


def section_href(partner, code, service=None):
    """Where the section of a partner, or of its Service, is changed."""
    if service is None:
        return reverse("partenaire-fiche-page", args=[partner.slug, code])
    return reverse("partenaire-fiche-service", args=[partner.slug, service.slug, code])


def record_context(partner, language):
    """The context of partners/upkeep/record.html: every section with what it says now, and who did what."""
    whole = Partner.objects.select_related("place").prefetch_related(*PARTS, "place__texts").get(pk=partner.pk)
    services = Service.objects.shown().filter(partner=partner).prefetch_related(*PARTS).order_by("slug")
    today = timezone.localdate()
    return {
        "title": _("Modifier notre fiche"),
        "record": _named(whole, language),
        "own_key": f"partner-{partner.pk}",
        "sections": [
            _row(section, whole, section_href(partner, section.code), language, today)
            for section in sections_of(whole, way_in=own_seat(whole))
        ],
        "services": [
            _named(service, language)
            | {
                "key": f"service-{service.pk}",
                "sections": [
                    _row(section, service, section_href(partner, section.code, service), language, today)
                    for section in sections_of(service)
                ],
            }
            for service in services
        ],
        "history": history(partner),
    }


def _named(row, language):
    text = row.text(language)
    return {"name": text.name if text else row.slug, "lang": lang_attribute(text, language), "slug": row.slug}


def _row(section, owner, href, language, today):
    said = [line for line in _said(section.code, owner, language, today) if str(line)]
    return {"label": section.label, "href": href, "lines": said}


def _said(code, owner, language, today):
    """[Line] of what a section says now; empty when it says nothing."""
    if code.startswith(TEXTS):
        return _text_lines(owner, code.removeprefix(TEXTS), language)
    return {
        CONTACT: lambda: [Line(display_phone(owner.phone)), Line(owner.email), Line(owner.website)],
        FACTS: lambda: [Line(owner.get_status_display()), *_price(owner)],
        HOURS: lambda: usual_hours(owner.hours.all(), default_place=getattr(owner, "place_id", None)),
        CHANGES: lambda: _change_lines(owner, today),
        PUBLICS: lambda: _public_lines(owner, language),
        WAY_IN: lambda: _way_in(owner, language),
    }[code]()


def _text_lines(owner, code, language):
    text = next((each for each in owner.texts.all() if each.language == code), None)
    return [Line(text.summary or text.description[:120], lang_attribute(text, language))] if text else []


def _price(service):
    if service.is_free:
        return [Line(_("gratuit"))]
    return [Line(euros(service.fee))] if service.fee is not None else []


def _change_lines(owner, today):
    waiting = [each for each in owner.changes.all() if each.last_day >= today]
    said = ngettext("%(count)s annonce en cours ou à venir", "%(count)s annonces en cours ou à venir", len(waiting))
    return [Line(said % {"count": len(waiting)})] if waiting else []


def _public_lines(owner, language):
    names = [str(Audience(code).label) for code in owner.audiences if code in Audience.values]
    spoken = [LANGUAGE_NAMES[code][3] for code in owner.languages if code in LANGUAGE_NAMES]
    themes = [theme.name(language) for theme in owner.themes.all()]
    return [Line(", ".join(each)) for each in (names, spoken, themes)]


def _way_in(partner, language):
    text = partner.place.text(language)
    return [Line(text.directions, lang_attribute(text, language))] if text else []


def section_context(partner, owner, section, form, shown, language):
    """The context of partners/upkeep/section.html. shown: the ShownRecord of the owner."""
    service = None if isinstance(owner, Partner) else owner
    return {
        "title": section.label,
        "code": section.code,
        "form": form,
        "shown": shown,
        "service": _named(service, language) if service else None,
        "back": reverse("partenaire-fiche-modifier", args=[partner.slug]),
        "is_texts": section.code.startswith(TEXTS),
        "is_hours": section.code == HOURS,
        "changes": _changes(form, section_href(partner, CHANGES, service), language)
        if section.code == CHANGES
        else None,
    }


def _changes(form, href, language):
    return [
        {
            "effect": change.get_effect_display(),
            "when": _period(change),
            "line": change.text(language),
            "place": str(change.place or ""),
            "href": f"{href}?changement={change.uuid}#annonce",
            "current": form.change is not None and form.change.pk == change.pk,
        }
        for change in form.rows
    ]


def _period(change):
    first, last = day_words_year(change.starts_on), day_words_year(change.last_day)
    if first == last:
        return first
    return _("du %(first)s au %(last)s") % {"first": first, "last": last}


def stands_now(form, fresh):
    """[(label, words)] of the fields of `fresh`, made anew, that differ from what was typed in `form`."""
    return [
        (field.label, _words_of(field, fresh.initial.get(name)))
        for name, field in fresh.fields.items()
        if not field.widget.is_hidden and _flat(form[name].value()) != _flat(fresh[name].value())
    ]


def _flat(value):
    if isinstance(value, (list, tuple)):
        return sorted(map(str, value))
    return "" if value in (None, False) else str(value).replace("\r\n", "\n").removesuffix(":00")


def _words_of(field, value):
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    names = dict(getattr(field, "choices", ()))
    if isinstance(value, list):
        value = ", ".join(str(names.get(code, code)) for code in value)
    elif names:
        value = names.get(value, value)
    else:
        value = field.prepare_value(value)
    return value if value not in (None, "") else _("rien pour l’instant")
