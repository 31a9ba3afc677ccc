"""What one's own space shows, as plain values."""

from collections import defaultdict

from django.urls import reverse
from django.utils.translation import gettext as _

from partners.models import Membership
from portal.kit.texts import lang_attribute
from portal.templatetags.wording import day_words_year

from ..attestation_page import papers
from ..attestations import followed
from ..attestations.hours import duration
from ..attestations.paper import number_label, period_label, title_of
from ..letters import date_line, managing_path
from ..models import EventKind, ImageChannel, Occurrence, OccurrenceState, PersonalFeed, Purpose
from ..quiet import shown_title
from .consents import WITHDRAWN_ALONE
from .mine import attestations_of, consents_of, registrations_of, with_dates

COURSES = (EventKind.FORMATION, EventKind.COURS)
FIRST_PAST = 5  # the others stand behind a disclosure


def space_context(user, language, *, now):
    """The context of accounts/space.html; the number of queries does not depend on how much there is."""
    rows = list(
        with_dates(registrations_of(user), now=now)
        .select_related("event", "occurrence")
        .prefetch_related("event__texts")
        .order_by("-over_at", "-pk")
    )
    found = Occurrence.objects.select_related("event__place", "place").prefetch_related(
        "place__texts", "event__place__texts"
    )
    dates = found.in_bulk({row.date_id for row in rows if row.date_id})
    ahead = [row for row in rows if row.is_active and row.over_at > now]
    ahead.sort(key=lambda row: (dates[row.date_id].starts_at if row.date_id else row.over_at, row.pk))
    past = [row for row in rows if not (row.is_active and row.over_at > now)]
    attestations = list(attestations_of(user))
    lines = [_line(row, dates.get(row.date_id), language, now) for row in past]
    return {
        "coming": [_line(row, dates.get(row.date_id), language, now) for row in ahead],
        "past": lines[:FIRST_PAST],
        "older": lines[FIRST_PAST:],
        "trainings": _trainings(rows, language),
        "years": _years(attestations, language),
        "feed": PersonalFeed.objects.filter(user=user).exists(),
        "consents": [_consent(row, language) for row in _with_event(consents_of(user))],
        "memberships": _memberships(user, language),
    }


def _line(row, date, language, now):
    """One registration: what, when, where, for whom, and the way to change it."""
    quiet = row.event.sensitive
    return {
        "title": shown_title(row.event, language),
        "lang": "" if quiet else lang_attribute(row.event.text(language), language),
        "when": _when(row, date, now),
        "place": "" if quiet or date is None else _place(date, language),
        "name": row.name,
        **_state(row, date),
        "href": managing_path(row),
    }


def _when(row, date, now):
    """The date; of a series that one follows as a whole, the next one or the last."""
    if date is None:
        return ""
    words = date_line(date)
    if row.occurrence_id:
        return words
    label = _("Prochaine date : %(date)s") if date.ends_at > now else _("Dernière date : %(date)s")
    return label % {"date": words}


def _place(date, language):
    place = date.effective_place
    if place is None:
        return _("En ligne")
    text = place.text(language)
    return text.name if text else ""


def _state(row, date):
    """What became of the registration, or else of its date."""
    if row.is_active and date is not None and date.state != OccurrenceState.SCHEDULED:
        return {"state": date.state, "state_label": date.get_state_display()}
    return {"state": row.state, "state_label": row.get_state_display()}


def _trainings(rows, language):
    """[{title, lang, name, hours, percent}] of each person of each training, in the order of the rows."""
    courses = [row for row in rows if _counts_hours(row)]
    return [
        {
            "title": shown_title(each.registration.event, language),
            "lang": lang_attribute(each.registration.event.text(language), language),
            "name": each.name,
            "hours": _("%(attended)s sur %(scheduled)s")
            % {"attended": duration(each.attended), "scheduled": duration(each.scheduled)},
        }
        for each in followed(courses)
        if each.scheduled
    ]


def _counts_hours(row):
    event = row.event
    return row.state == "confirmed" and (event.gives_attestation or event.kind in COURSES) and not event.sensitive


def _years(attestations, language):
    """[{year, href of the summary, papers}], the latest year first: that of the hours, whenever the paper came."""
    years = defaultdict(list)
    for row in attestations:
        title = (row.facts.get(language) or row.facts.get("fr") or {}).get("title", "")
        paper = {
            "title": " ".join(filter(None, [title_of(row.kind), period_label(row.period)])),
            "event": title,
            "name": row.name,
            "number": number_label(row),
            "papers": papers(row),
        }
        for year in row.minutes_by_year or [row.year]:
            years[int(year)].append(paper)
    return [
        {"year": str(year), "href": reverse("attestations-annee", args=[year]), "attestations": found}
        for year, found in sorted(years.items(), reverse=True)
    ]


def _with_event(consents):
    return consents.select_related("registration__event").prefetch_related("registration__event__texts")


def _consent(row, language):
    event, known = row.registration.event, dict(ImageChannel.choices)
    channels = ", ".join(str(known[code]) for code in row.channels if code in known)
    standing = row.withdrawn_at is None
    return {
        "pk": row.pk,
        "purpose": _purpose_label(row.purpose),
        "channels": channels,
        "event": shown_title(event, language),
        "lang": "" if event.sensitive else lang_attribute(event.text(language), language),
        "given": day_words_year(row.given_at),
        "withdrawn": "" if standing else day_words_year(row.withdrawn_at),
        "can_withdraw": standing and row.purpose in WITHDRAWN_ALONE,
        "manage_href": managing_path(row.registration) if standing and row.purpose == Purpose.PARENTAL else "",
    }


def _purpose_label(purpose):
    return {
        Purpose.IMAGE: _("Photos et films"),
        Purpose.NEEDS: _("L’organisateur lit vos besoins"),
        Purpose.PARENTAL: _("Autorisation parentale"),
    }[Purpose(purpose)]


def _memberships(user, language):
    """[{name, lang, role, href}] of the partners for which this person speaks; href: the partner's own space."""
    rows = Membership.objects.filter(user=user).select_related("partner").prefetch_related("partner__texts")
    return [
        {
            "name": text.name if (text := row.partner.text(language)) else row.partner.slug,
            "lang": lang_attribute(text, language),
            "role": row.get_role_display(),
            "href": reverse("partenaire-activites", args=[row.partner.slug]),
        }
        for row in rows.order_by("pk")
    ]
