"""The page of a partner, as plain values for its template. A Record and a moment in, a context out; no query."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.images.models import SourceImageIOError

from portal.kit.calendar_menu import feeds_menu
from portal.kit.contact import display_phone
from portal.kit.sharing import SharedPicture, cloth_picture, sharing
from portal.kit.site import absolute
from portal.kit.texts import Line, lang_attribute

from .confirmed import confirmed_words
from .enterprise import display_enterprise_number
from .hours import notices, timetable_of
from .hours_words import notice_line, status, week
from .kind_facts_words import kind_facts
from .models import Audience
from .pages import bare_address, missing_text, paragraphs, partner_card, spoken
from .place_facts import access, address_lines, map_links
from .service_page import fact, link, service_block
from .structured_data import partner_data

LOGO_SPEC = "max-640x400|format-webp"
PICTURE_SPEC = "max-960x720|format-webp"


def partner_context(record, language, *, now):
    """The context of partners/partner.html for a Record at that instant."""
    partner, today = record.partner, timezone.localtime(now).date()
    text = partner.text(language)
    lang = lang_attribute(text, language)
    place = partner.place if partner.place and not partner.place.confidential else None
    card, logo = partner_card(partner, language), _picture(partner.logo, LOGO_SPEC, language)
    services = [service_block(service, language, now=now) for service in record.services]
    told = [notice_line(row, language) for row in notices(partner.changes.all(), today, place_id=partner.place_id)]
    return {
        "partner": {
            "slug": partner.slug,
            "name": card.name,
            "name_lang": lang,
            "kind_label": card.kind_label,
            "summary": card.summary,
            "summary_lang": lang,
            "description_html": paragraphs(text.description) if text else "",
            "description_lang": lang,
            "logo": logo,
            "poster": card.poster,
            "languages_label": card.languages,
        },
        "missing": missing_text(text, language),
        "notices": told,
        "facts": _facts(partner, language),
        "hours": _hours(timetable_of(partner), language, now=now),
        "access": access(place) if place else None,
        "map_links": map_links(place, language),
        "services": services,
        "sites": [_site(each, partner, language, now=now) for each in record.sites],
        "contacts": [_contact(contact, language) for contact in record.contacts],
        "kind_facts": kind_facts(partner, language),
        "pictures": [picture for each in record.pictures if (picture := _picture(each.image, PICTURE_SPEC, language))],
        "confirmed": confirmed_words(partner),
        "report_href": reverse("partenaire-signaler", args=[partner.slug]),
        "vcard_href": reverse("partenaire-vcf", args=[partner.slug]),
        "share": {"url": absolute(card.href), "label": card.name},
        "feeds": feeds_menu(reverse("partenaire-ics", args=[partner.slug])),
        "quartier": _quartier_link(partner.quartier, language),
        "structured_data": partner_data(partner, language, url=absolute(card.href), today=today),
        "sharing": sharing(card.name, card.summary, _shared(partner, logo)),
        "crumbs": [{"href": reverse("annuaire"), "label": _("Annuaire")}, {"href": "", "label": card.name}],
    }


def _facts(partner, language):
    audiences = [str(audience.label) for audience in Audience if audience in partner.audiences]
    facts = [
        fact("address", _("Adresse"), address_lines(partner.place, language) if partner.place else []),
        fact("phone", _("Téléphone"), [], link(f"tel:{partner.phone}", display_phone(partner.phone))),
        fact("email", _("E-mail"), [], link(f"mailto:{partner.email}", partner.email)),
        fact("website", _("Site web"), [], link(partner.website, bare_address(partner.website))),
        fact("languages", _("Langues parlées"), [capfirst(spoken(partner.languages, language))]),
        fact("audience", _("Publics"), [", ".join(audiences)]),
        fact("info", _("Numéro d’entreprise"), [display_enterprise_number(partner.enterprise_number)]),
    ]
    return [each for each in facts if each["lines"] or each["links"]]


def _hours(timetable, language, *, now):
    """{status, days} of a timetable, or None when nobody has said when it is open."""
    found = status(timetable, now)
    return {"status": found, "days": week(timetable, timezone.localtime(now).date(), language)} if found else None


def _site(presence, partner, language, *, now):
    place = presence.place
    return {
        "lines": address_lines(place, language),
        "note": presence.note(language),
        "hours": _hours(timetable_of(partner, place.pk), language, now=now),
        "access": access(place),
        "map_links": map_links(place, language),
    }


def _contact(contact, language):
    number = display_phone(contact.phone)
    if contact.extension is not None:
        number = _("%(number)s, poste %(extension)s") % {"number": number, "extension": contact.extension}
    role = contact.role(language)
    kind = "" if contact.kind == "voice" or not contact.phone else str(contact.get_kind_display())
    return {
        "title": role if role.text else Line(contact.name),
        "name": contact.name if role.text else "",
        "kind": kind,
        "links": [
            *link(f"tel:{contact.phone}" if contact.phone else "", number if contact.phone else ""),
            *link(f"mailto:{contact.email}", contact.email),
        ],
        "languages": spoken(contact.languages, language),
    }


def _picture(image, spec, language):
    """An image as a page shows it, or None."""
    if image is None:
        return None
    try:
        rendition = image.get_rendition(spec)
    except SourceImageIOError:  # the row is there, its file is not
        return None
    return {
        "url": rendition.url,
        "alt": image.alt(language),
        "credit": image.credit_line,
        "width": rendition.width,
        "height": rendition.height,
    }


def _shared(partner, logo):
    """The SharedPicture of a partner: its logo, else its cloth."""
    if logo is None:
        return cloth_picture("partenaire", partner.slug)
    return SharedPicture(absolute(logo["url"]), logo["width"], logo["height"], logo["alt"])


def _quartier_link(quartier, language):
    if quartier is None:
        return None
    return {"name": quartier.name(language), "href": reverse("quartier", args=[quartier.slug])}
