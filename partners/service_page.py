"""A service as pages show it: who it is for, what to bring, what it costs, how one gets it. No query, no clock."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.kit.contact import display_phone
from portal.kit.texts import Line, lang_attribute, translated_line, unbroken
from portal.templatetags.wording import euros

from .confirmed import confirmed_words
from .hours import notices, timetable_of_service
from .hours_words import notice_line, status, week
from .models import Audience, Channel, ServiceStatus
from .pages import bare_address, paragraphs, spoken
from .place_facts import address_lines


def service_block(service, language, *, now):
    """A service of a Record, as partners/_service.html shows it. Its slug is its anchor on the page."""
    text = service.text(language)
    lang = lang_attribute(text, language)
    today = timezone.localtime(now).date()
    own_hours = list(service.hours.all())
    timetable = timetable_of_service(service)
    found = status(timetable, now) if service.status == ServiceStatus.ACTIVE else None
    return {
        "slug": service.slug,
        "name": unbroken(text.name) if text else service.slug,
        "lang": lang,
        "summary": text.summary if text else "",
        "description_html": paragraphs(text.description) if text else "",
        "paused": _("Ce service est interrompu pour le moment.") if service.status == ServiceStatus.PAUSED else "",
        "notices": [notice_line(row, language) for row in notices(service.changes.all(), today)],
        "status": found,
        "days": week(timetable, today, language) if found and own_hours else [],
        "facts": _facts(service, text, lang, language),
        "confirmed": confirmed_words(service),
        "report_href": f"{reverse('partenaire-signaler', args=[service.partner.slug])}?service={service.slug}",
        "orient_href": "",
    }


def _facts(service, text, lang, language):
    def words(name):
        return [Line(line, lang) for line in getattr(text, name, "").splitlines() if line.strip()]

    places = [each.place for each in service.presences.all()]
    facts = [
        fact("audience", _("Pour qui"), [_audiences(service), _ages(service), *words("eligibility")]),
        fact("info", _("Comment faire"), [*_how(service), *words("application")], _enrolment(service, language)),
        fact("info", _("À apporter"), [Line(line, lang) for line in text.document_list] if text else []),
        fact("price", _("Prix"), [price(service), *words("fees")]),
        fact("languages", _("Langues parlées"), [capfirst(spoken(service.languages, language))]),
        fact("address", _("Où"), [_place_words(place, language) for place in places]),
        fact("phone", _("Téléphone"), [], link(f"tel:{service.phone}", display_phone(service.phone))),
        fact("email", _("E-mail"), [], link(f"mailto:{service.email}", service.email)),
        fact("website", _("Page web"), [], link(service.url, bare_address(service.url))),
    ]
    return [each for each in facts if each["lines"] or each["links"]]


def price(service):
    """« Gratuit », « 5 € », or "" when the texts say it."""
    if service.is_free:
        return _("Gratuit")
    return euros(service.fee) if service.fee is not None else ""


def _audiences(service):
    return ", ".join(str(audience.label) for audience in Audience if audience in service.audiences)


def _ages(service):
    low, high = service.minimum_age, service.maximum_age
    if low is not None and high is not None:
        return _("De %(low)s à %(high)s ans") % {"low": low, "high": high}
    if low is not None:
        return _("À partir de %(low)s ans") % {"low": low}
    return _("Jusqu’à %(high)s ans") % {"high": high} if high is not None else ""


def _how(service):
    channels = ", ".join(str(channel.label) for channel in Channel if channel in service.channels)
    appointment = str(service.get_appointment_display()) if service.appointment else ""
    return [capfirst(appointment), capfirst(channels)]


def _enrolment(service, language):
    channel = service.enrolment_channel
    return link(channel.url, translated_line(channel, "name", language).text) if channel and channel.url else []


def _place_words(place, language):
    return ", ".join(line.text for line in address_lines(place, language)[:3])


def fact(code, label, lines, links=()):
    """A row of components/facts.html."""
    lines = [line if isinstance(line, Line) else Line(line) for line in lines if line]
    return {"code": code, "label": label, "lines": lines, "links": list(links)}


def link(href, label):
    """[{href, label}], or nothing without words."""
    return [{"href": href, "label": label}] if label else []
