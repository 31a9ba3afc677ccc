"""A year of hours for one person, known by verified e-mail addresses."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.kit.contact import normalise_email
from portal.kit.pdf import render
from portal.kit.site import identity
from portal.templatetags.wording import day_month

from ..models import Attestation, AttestationKind
from .hours import duration
from .paper import number_label


def of_email(email, year):
    """The valid attestations of this (verified) address of what was attended in `year`, whenever they were issued."""
    mine = Attestation.objects.filter(email=normalise_email(email), revoked_at=None, minutes_by_year__has_key=str(year))
    return mine.filter(kind=AttestationKind.ATTENDANCE).exclude(email="").order_by("year", "number")


def summary_paper(emails, year, *, name, language, now):
    """The PDF (bytes) of a year's attestations of these addresses, with the sum of their hours."""
    rows = [row for email in sorted(set(emails)) for row in of_email(email, year)]
    rows.sort(key=lambda row: (row.year, row.number))
    total = sum(row.minutes_by_year[str(year)] for row in rows)
    with translation.override(language):
        local = timezone.localtime(now)
        return render(
            "summary.typ",
            {
                "title": _("Heures suivies en %(year)s") % {"year": year},
                "language": language,
                "publisher": identity(language).publisher,
                "name": name,
                "addresses": ", ".join(sorted(set(emails))),
                "columns": [_("Numéro"), _("Activité"), _("Au nom de"), _("Heures suivies")],
                "rows": [_row(row, year, language) for row in rows],
                "none": _("Aucune attestation cette année-là."),
                "total_line": _("En tout : %(hours)s") % {"hours": duration(total)},
                "made": _("Établi le %(day)s") % {"day": f"{day_month(local)} {local.year}"},
            },
        )


def _row(row, year, language):
    facts = row.facts[language]
    followed = duration(row.minutes_by_year[str(year)])
    return [number_label(row), f"{facts['title']} – {facts['organiser']}", row.name, followed]
