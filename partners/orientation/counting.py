"""How fast services answer, in counts that name nobody: for coordinators."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.utils.translation import gettext as _

from ..models import Orientation, Partner, Quartier, Service
from ..pages import name_of
from .workdays import workdays_between

IN_TIME = 5  # working days
PERIOD = timedelta(days=365)
GROUPS = ("service", "partenaire", "quartier")


@dataclass(frozen=True)
class Pace:
    """One line. sent, open_now: counts; median: working days to the first answer, None without one.

    in_time: percent answered within IN_TIME working days, of those for which that can be said; None without any.
    """

    name: str
    sent: int
    answered: int
    median: float | None
    in_time: int | None
    open_now: int


def paces(group, language, *, now):
    """The Paces of the last year by service, partner or quartier, in order of name; two queries more for names."""
    key = {"service": "service_id", "partenaire": "partner_id", "quartier": "partner__quartier_id"}[group]
    rows = Orientation.objects.filter(sent_at__gt=now - PERIOD).order_by("pk")
    found = defaultdict(list)
    for which, sent_at, answered_at, closed_at, state in rows.values_list(
        key, "sent_at", "answered_at", "closed_at", "state"
    ):
        found[which].append((sent_at, answered_at, closed_at, state))
    names = _names(group, [which for which in found if which], language)
    listed = [_pace(names.get(which, _("Sans service ou quartier")), lines, now) for which, lines in found.items()]
    return sorted(listed, key=lambda pace: pace.name.casefold())


def _pace(name, lines, now):
    waits = [workdays_between(sent, answered) for sent, answered, _closed, _state in lines if answered]
    late = [
        sent
        for sent, answered, closed, _state in lines
        if not answered and workdays_between(sent, closed or now) > IN_TIME
    ]
    known = len(waits) + len(late)
    return Pace(
        name=name,
        sent=len(lines),
        answered=len(waits),
        median=median(waits) if waits else None,
        in_time=round(100 * sum(wait <= IN_TIME for wait in waits) / known) if known else None,
        open_now=sum(state in ("sent", "asking") for *_rest, state in lines),
    )


def _names(group, keys, language):
    if group == "quartier":
        return {row.pk: row.name(language) for row in Quartier.objects.filter(pk__in=keys)}
    if group == "partenaire":
        return {row.pk: name_of(row, language) for row in Partner.objects.with_texts().filter(pk__in=keys)}
    services = Service.objects.with_texts().filter(pk__in=keys)
    return {row.pk: f"{name_of(row, language)} – {name_of(row.partner, language)}" for row in services}
