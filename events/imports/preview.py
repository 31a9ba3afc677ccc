"""What a reading holds and what a run did, as plain values for pages and the terminal."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.templatetags.wording import day_words_year, hour

from ..models import Event
from .creating import to_come
from .mapping import Mapping, key_of_words
from .wording import WHAT, counts_words, failure_words, notice_words

SHOWN_EVENTS, SHOWN_DATES, SHOWN_NOTICES = 60, 5, 100
ASKED_WORDS = 30


def moment_words(moment):
    """« mercredi 10 mars 2027, 14 h »"""
    return f"{day_words_year(moment)}, {hour(moment)}"


def preview(reading, *, now):
    """What a page shows of a Reading: {"total_label", "any", "events", "more_label", "notices"}.

    events: [{"title", "dates", "more", "place", "notes"}], the first ones; notices: [{"title", "says"}].
    """
    coming = [(read, dates) for read in reading.events if (dates := to_come(read, now=now))]
    number = sum(len(dates) for _read, dates in coming)
    events = ngettext("%(count)s activité", "%(count)s activités", len(coming)) % {"count": len(coming)}
    dates = ngettext("%(count)s date", "%(count)s dates", number) % {"count": number}
    return {
        "total_label": _("%(events)s à venir, %(dates)s") % {"events": events, "dates": dates},
        "any": bool(coming),
        "events": [_event(read, found) for read, found in coming[:SHOWN_EVENTS]],
        "more_label": _more(len(coming) - SHOWN_EVENTS),
        "notices": [
            {"title": each.title, "says": notice_words(each.code, each.facts)} for each in reading.notices[:100]
        ],
    }


def _more(count):
    if count <= 0:
        return ""
    return ngettext("Et %(count)s activité de plus.", "Et %(count)s activités de plus.", count) % {"count": count}


def _event(read, dates):
    more = len(dates) - SHOWN_DATES
    return {
        "title": read.title,
        "dates": [moment_words(date.starts_at) for date in dates[:SHOWN_DATES]],
        "more": ngettext("et %(count)s date de plus", "et %(count)s dates de plus", more) % {"count": more}
        if more > 0
        else "",
        "place": read.place or (_("En ligne") if read.online_url else ""),
        "notes": [notice_words(mark, {}) for mark in read.marks],
    }


def found_words(source, reading):
    """{"categories": {name_key: word}, "places": {name_key: words}} of a reading, that a mapping is asked for.

    Places are those that nobody recognises, and those that a mapping named already.
    """
    categories, places, mapping = {}, {}, Mapping(source)
    named = source.mapping.get("places", {})
    for read in reading.events:
        for word in read.categories:
            if key_of_words(word):
                categories.setdefault(key_of_words(word), word)
        key = key_of_words(read.place)
        if key and (key in named or mapping.place(read) is None):
            places.setdefault(key, read.place)
    return {
        "categories": dict(list(categories.items())[:ASKED_WORDS]),
        "places": dict(list(places.items())[:ASKED_WORDS]),
    }


def run_row(run):
    """What a list of runs shows of one."""
    return {
        "when": moment_words(run.started_at),
        "failed": bool(run.failure),
        "says": failure_words(run.failure) if run.failure else counts_words(run.counts),
        "href": reverse("calendrier-lecture", args=[run.source.partner.slug, run.source.uuid, run.uuid]),
    }


def run_lines(run, *, member=False):
    """[{"what", "what_label", "title", "says", "href"}] of a run, in order.

    href: where a member of the partner goes on with the activity; for anybody else its page, once it is public.
    """
    ids = {line["event"] for line in run.lines if line["event"]}
    partner = run.source.partner
    shown = Event.objects.filter(organiser=partner) if member else Event.objects.published()
    name, before = ("partenaire-activite", [partner.slug]) if member else ("evenement", [])
    slugs = shown.filter(pk__in=ids).values_list("pk", "slug")
    hrefs = {pk: reverse(name, args=[*before, slug]) for pk, slug in slugs}
    return [
        {
            "what": line["what"],
            "what_label": str(WHAT[line["what"]]),
            "title": line["title"],
            "says": notice_words(line["code"], line["facts"]) if line["code"] else "",
            "href": hrefs.get(line["event"], ""),
        }
        for line in run.lines
    ]


def preview_lines(reading):
    """The preview as lines of text."""
    shown = preview(reading, now=timezone.now())
    lines = [shown["total_label"]]
    for event in shown["events"]:
        lines.append(f"  {event['title']} – {'; '.join(event['dates'])} {event['more']}".rstrip())
        lines += [f"    {note}" for note in event["notes"]]
    lines += [shown["more_label"]] if shown["more_label"] else []
    return lines + [f"  ! {note['title']} {note['says']}" for note in shown["notices"]]


def report_lines(run):
    """A run as lines of text."""
    if run.failure:
        return [failure_words(run.failure)]
    lines = [f"  {line['what_label']} : {line['title']} {line['says']}".rstrip() for line in run_lines(run)]
    return [counts_words(run.counts), *lines]
