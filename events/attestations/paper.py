"""The document itself, printed anew from what was written down when it was issued."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.kit.links import link_token
from portal.kit.pdf import qr_svg, render
from portal.kit.site import absolute, identity
from portal.templatetags.wording import day_month

from ..models import AttestationKind
from .hours import duration

LINK = "attestation"
LANGUAGES = ("fr", "nl")


def paper(attestation, *, language):
    """The PDF (bytes) in French or Dutch."""
    with translation.override(language):
        return render("attestation.typ", _data(attestation, language))


def paper_path(attestation, language):
    """The signed address of the PDF; computed, never stored."""
    with translation.override(language):
        return reverse("attestation-pdf", args=[link_token(attestation, purpose=LINK)])


def verification_url(attestation, language):
    """The public address where the document can be verified."""
    with translation.override(language):
        return absolute(reverse("attestation", args=[attestation.code]))


def number_label(attestation):
    return _("N° %(number)s") % {"number": str(attestation)}


def title_of(kind):
    return {
        AttestationKind.ATTENDANCE: _("Attestation de participation"),
        AttestationKind.LEAVE_ENROLMENT: _("Congé-éducation payé : certificat d’inscription"),
        AttestationKind.LEAVE_QUARTER: _("Congé-éducation payé : certificat d’assiduité"),
    }[AttestationKind(kind)]


def period_label(period):
    """« 4e trimestre 2026 »; the empty string for a document that is of no quarter."""
    if not period:
        return ""
    return _("trimestre %(number)s de %(year)s") % {"number": period[5], "year": period[:4]}


def _data(attestation, language):
    facts, who = attestation.facts[language], identity(language)
    issued = attestation.issued_at
    day = f"{day_month(issued)} {issued.year}"
    url = verification_url(attestation, language)
    return {
        "title": title_of(attestation.kind),
        "language": language,
        "publisher": who.publisher,
        "organiser": facts["organiser"],
        "number_line": number_label(attestation),
        "opening": _("Nous attestons que"),
        "name": attestation.name,
        "of_employer": facts["employer"],
        "has_followed": _("est inscrit·e à")
        if attestation.kind == AttestationKind.LEAVE_ENROLMENT
        else _("a participé à"),
        "event": facts["title"],
        "rows": [[label, lines] for label, lines in _rows(attestation, facts) if lines],
        "place_line": _("Fait à %(place)s, le %(day)s") % {"place": facts["place"], "day": day},
        "signatory": [line for line in (facts["signatory"], facts["organiser"]) if line],
        "qr": qr_svg(url),
        "qr_alt": _("Code QR de la page de vérification"),
        "code_line": _("Code : %(code)s") % {"code": _in_fours(attestation.code)},
        "verify_line": _("Pour vérifier :"),
        "verify_url": url,
    }


def _in_fours(code):
    """`K7Q2-M4XA-B3CD`: as it is read aloud."""
    return "-".join(code[first : first + 4] for first in range(0, len(code), 4))


def _rows(attestation, facts):
    enrolment = attestation.kind == AttestationKind.LEAVE_ENROLMENT
    return [
        (_("Période"), [period_label(attestation.period)] if attestation.period else []),
        (_("Heures prévues"), [duration(attestation.minutes_scheduled)]),
        (_("Heures suivies"), [] if enrolment else [duration(attestation.minutes_attended)]),
        (_("Dates"), facts["dates"]),
        (_("Donné par"), facts["trainers"]),
        (_("Objectifs"), facts["objectives"]),
    ]
