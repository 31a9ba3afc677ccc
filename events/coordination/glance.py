"""What a plan shows at a glance: evenings for the same public, weeks without anything for one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations

from django.utils import timezone

from ..models import Audience

EVENING = time(18)


@dataclass(frozen=True)
class Clash:
    """Dates of different organisers on one evening, in one quartier, for the same public.

    audiences: in the usual order.
    """

    day: date
    quartier: int
    audiences: tuple
    dates: tuple


@dataclass(frozen=True)
class Gap:
    """A public without anything in some of the weeks looked at. weeks: their Mondays; whole: whether that is all."""

    audience: str
    weeks: tuple
    whole: bool


def clashes(dates, *, today):
    """[Clash] from `today` on, in order. Parts of one festival, and dates of one organiser, are planned together."""
    together = defaultdict(list)
    for planned in dates:
        day = timezone.localdate(planned.starts_at)
        if planned.takes_place and planned.quartier and day >= today and _lasts_into_evening(planned, day):
            for audience in planned.activity.audiences:
                together[day, planned.quartier, audience].append(planned)
    found = defaultdict(list)
    for (day, quartier, audience), meeting in together.items():
        if any(_apart(one.activity, other.activity) for one, other in combinations(meeting, 2)):
            found[day, quartier, tuple(map(id, meeting))].append((audience, meeting))
    return [
        Clash(day, quartier, _in_order(audience for audience, _dates in same), tuple(same[0][1]))
        for (day, quartier, _meeting), same in sorted(found.items(), key=lambda pair: pair[0][:2])
    ]


def _lasts_into_evening(planned, day):
    return planned.ends_at > timezone.make_aware(datetime.combine(day, EVENING))


def _apart(one, other):
    return one.organiser != other.organiser and one.whole != other.whole


def _in_order(audiences):
    return tuple(sorted(audiences, key=list(Audience.values).index))


def gaps(dates, audiences, *, first, last, today):
    """[Gap] of these audiences among the weeks from Monday `first` to Sunday `last` that are not over."""
    mondays = [first + timedelta(days=days) for days in range(0, (last - first).days + 1, 7)]
    mondays = [monday for monday in mondays if monday + timedelta(days=6) >= today]
    filled = defaultdict(set)
    for planned in dates:
        if not planned.takes_place:
            continue
        begins, ends = timezone.localdate(planned.starts_at), timezone.localdate(planned.ends_at)
        for monday in mondays:
            if begins <= monday + timedelta(days=6) and ends >= monday:
                for audience in planned.activity.audiences:
                    filled[audience].add(monday)
    found = []
    for audience in audiences:
        weeks = tuple(monday for monday in mondays if monday not in filled[audience])
        if weeks:
            found.append(Gap(audience, weeks, whole=len(weeks) == len(mondays)))
    return found
