"""The pages where records are confirmed, as plain values for their templates."""

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.templatetags.wording import day_words_year

from ..models import ErrorReport, Partner, Service
from ..upkeep.pages import section_href
from ..upkeep.sections import section_of_hint
from .quality import hints, service_hints


def records_context(form, *, editable=False):
    """What partners/freshness/_records.html shows of a RecordsForm. editable: its reader is signed in as a member."""
    several = len({each.partner.pk for each in form.records}) > 1
    return {
        "rows": [
            {
                "record": each,
                "true": true,
                "wrong": wrong,
                "seen": seen,
                "whose": _whose(each) if several else "",
                "edit_href": _edit_href(each) if editable else "",
            }
            for each, true, wrong, seen in form.rows()
        ],
        "form": form,
        "due": sum(each.due for each in form.records),
    }


def _whose(record):
    return "" if record.row is record.partner else str(record.partner)


def _edit_href(record):
    page = reverse("partenaire-fiche-modifier", args=[record.partner.slug])
    return page if record.row is record.partner else f"{page}#{record.row.slug}"


def review_context(review, form, reader):
    """The context of partners/freshness/review.html. reader: who opened it; the link alone changes no record."""
    title = _("Est-ce toujours exact ?")
    claim = ""
    if review.partner_id:
        claim = f"{reverse('partenaire-demander')}?{urlencode({'partenaire': form.records[0].partner.slug})}"
    editable = review.user_id is not None and review.user_id == reader.pk
    return records_context(form, editable=editable) | {"title": title, "claim_href": claim}


def outcome_words(outcome, corrections):
    """[(level, sentence)] of what was just done. outcome: confirming.Outcome."""
    told = []
    if outcome.confirmed:
        said = ngettext("Merci. %(count)s fiche est confirmée.", "Merci. %(count)s fiches sont confirmées.",
                        len(outcome.confirmed))  # fmt: skip
        told.append(("success", said % {"count": len(outcome.confirmed)}))
    if corrections:
        told.append(("success", _("Merci. L’équipe de l’annuaire lit ce que vous avez écrit et corrige.")))
    if outcome.changed:
        said = _("Ceci a changé entre-temps, regardez encore une fois : %(names)s.")
        told.append(("warning", said % {"names": ", ".join(outcome.changed)}))
    return told


def entry_context(partner, form, *, manages, speaks):
    """The context of partners/freshness/entry.html: records, what is missing, and for managers what was reported.

    speaks: the reader is a member, who changes the record; others of the City do so in Wagtail's admin.
    """
    whole = Partner.objects.select_related("place", "logo").prefetch_related(
        "texts", "hours", "themes", "pictures__image", "place__features"
    )
    services = Service.objects.shown().filter(partner=partner).prefetch_related("texts").order_by("slug")
    missing = [(service, service_hints(service)) for service in services]
    return records_context(form, editable=speaks) | {
        "title": _("Notre fiche"),
        "edit_href": reverse("partenaire-fiche-modifier", args=[partner.slug]) if speaks else "",
        "public_href": reverse("partenaire", args=[partner.slug]) if partner.published else "",
        "hints": [_linked(hint, partner, speaks=speaks) for hint in hints(whole.get(pk=partner.pk))],
        "service_hints": [
            {
                "name": str(service),
                "hints": [_linked(hint, partner, service, speaks=speaks) for hint in found],
            }
            for service, found in missing
            if found
        ],
        "reports": _reports(partner) if manages else [],
    }


def _linked(hint, partner, service=None, *, speaks):
    """{sentence, href}: where a member mends it; else, or when only the City can, the line to its team."""
    code = section_of_hint(hint) if speaks else ""
    row = service or partner
    line = f"#id_wrong-{row._meta.model_name}-{row.pk}" if hint.field else "#fiches"
    return {"sentence": hint.sentence, "href": section_href(partner, code, service) if code else line}


def _reports(partner):
    waiting = ErrorReport.objects.to_settle().filter(partner=partner).select_related("service")
    return [
        {
            "words": each.words,
            "when": day_words_year(timezone.localtime(each.reported_at)),
            "service": str(each.service or ""),
        }
        for each in waiting.prefetch_related("service__texts").order_by("-pk")[:50]
    ]
