"""The words of letters about what is still true, made when they leave: what is no longer due is not asked."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.site import absolute, identity
from portal.templatetags.wording import day_words_year

from ..pages import name_of
from .reviewing import partners_of, review_path
from .shown import shown_records

MOST = 20  # records that a letter tells one by one; the page has them all
SUBJECTS = {
    "review": lambda: _("Vos informations dans l’annuaire sont-elles toujours exactes ?"),
    "claim": lambda: _("Votre fiche dans l’annuaire de la ville"),
    "done": lambda: _("L’erreur que vous avez signalée est corrigée"),
    "refused": lambda: _("L’erreur que vous avez signalée"),
}


def compose(letter):
    """(subject, text, html, attachments) in the active language; None when there is nothing left to say."""
    language = get_language()
    context = _about_report(letter.report, language) if letter.report_id else _about_review(letter, language)
    if context is None:
        return None
    context |= {"site": identity(language), "subject": SUBJECTS[letter.kind]()}
    name = f"letters/freshness_{letter.kind}"
    plain, html = render_to_string(f"{name}.txt", context), render_to_string(f"{name}.html", context)
    return context["subject"], plain, html, []


def _about_review(letter, language):
    review, now = letter.review, timezone.now()
    shown = shown_records(partners_of(review, now), language, now=now)
    due = [each for each in shown if each.due]
    if not shown or (letter.kind == "review" and not due):
        return None
    told = due if letter.kind == "review" else shown
    partner = shown[0].partner
    claim = f"{reverse('partenaire-demander')}?{urlencode({'partenaire': partner.slug})}"
    return {
        "partner_name": name_of(partner, language),
        "records": [_told(each) for each in told[:MOST]],
        "more": max(0, len(told) - MOST),
        "review_url": absolute(review_path(review)),
        "claim_url": absolute(claim),
        "until": day_words_year(timezone.localtime(review.expires_at)),
    }


def _told(record):
    facts = [(label, ", ".join(str(line) for line in lines)) for label, lines in record.facts]
    return {"name": record.name, "facts": facts, "confirmed": record.confirmed}


def _about_report(report, language):
    return {
        "partner_name": name_of(report.partner, language),
        "partner_url": absolute(reverse("partenaire", args=[report.partner.slug])),
        "words": report.words,
        "answer": report.answer,
    }
