"""Pathways as readers see them: which there are, the steps of one, and the step that an activity is."""

from django.db.models import Count, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.kit.texts import lang_attribute

from .cards import card
from .coming import complete, next_dates
from .models import Event, Occurrence, Pathway, PathwayKind, PathwayStep


def training_menu(current):
    """The pages for those who learn: the catalogue, pathways, documents. current: the name of the one shown."""
    pages = (
        ("formations", _("Le catalogue")),
        ("parcours", _("Les parcours")),
        ("bibliotheque", _("Les documents")),
    )
    return [{"href": reverse(name), "label": label, "current": name == current} for name, label in pages]


def pathways_context():
    """The context of events/pathways.html: published pathways with something to follow, by whom they are for."""
    language = get_language()
    live = Count("steps", filter=Q(steps__event__live=True))
    found = list(Pathway.objects.published().annotate(length=live).filter(length__gt=0))
    groups = [(kind.label, [row for row in found if row.kind == kind]) for kind in PathwayKind]
    return {
        "title": _("Les parcours"),
        "intro": _("Des activités à suivre dans l’ordre, ou pas : chacune est ouverte à qui veut."),
        "menu_items": training_menu("parcours"),
        "groups": [
            {"label": label, "pathways": [_summary(row, language) for row in rows]} for label, rows in groups if rows
        ],
    }


def _summary(pathway, language):
    count = pathway.length
    return {
        "title": pathway.title(language),
        "summary": pathway.summary(language),
        "href": reverse("parcours-un", args=[pathway.slug]),
        "note": ngettext("%(count)s étape", "%(count)s étapes", count) % {"count": count},
    }


def pathway_context(pathway, *, now):
    """The context of events/pathway.html."""
    language = get_language()
    events = [step.event for step in pathway.steps.filter(event__live=True).select_related("event")]
    prefetch_related_objects(events, "texts")
    cards = _next_cards(events, language, now=now)
    title = pathway.title(language)
    return {
        "title": title,
        "summary": pathway.summary(language),
        "kind_label": pathway.get_kind_display(),
        "steps": [_step(number, event, cards.get(event.pk), language) for number, event in enumerate(events, 1)],
        "menu_items": training_menu(""),
        "crumbs": [
            {"href": reverse("formations"), "label": _("Formations")},
            {"href": reverse("parcours"), "label": _("Les parcours")},
            {"href": "", "label": title},
        ],
    }


def _next_cards(events, language, *, now):
    """{event id: Card of its next date}, for those that have one."""
    ids = next_dates(Event.objects.filter(pk__in=[event.pk for event in events]), now=now)
    dates = list(Occurrence.objects.for_cards().prefetch_related(None).filter(pk__in=ids))
    complete(dates)
    return {date.event_id: card(date, language, now=now) for date in dates}


def _step(number, event, its_card, language):
    text = event.text(language)
    return {
        "number": number,
        "title": text.title if text else event.slug,
        "title_lang": lang_attribute(text, language),
        "summary": text.summary if text else "",
        "kind": event.kind,
        "kind_label": event.get_kind_display(),
        "href": reverse("evenement", args=[event.slug]),
        "card": its_card,
    }


def steps_of(event, language):
    """[{label, title, href}]: « Étape 2 sur 4 du parcours » for each published pathway of an event, in one query."""
    wanted = Pathway.objects.published().filter(steps__event=event)
    rows = PathwayStep.objects.filter(pathway__in=wanted.values("pk"), event__live=True).select_related("pathway")
    found = {}
    for step in rows.order_by("pathway__kind", "pathway__title_fr", "pathway_id", "sort_order", "pk"):
        found.setdefault(step.pathway, []).append(step.event_id)
    return [
        {
            "label": _("Étape %(number)s sur %(count)s du parcours")
            % {"number": events.index(event.pk) + 1, "count": len(events)},
            "title": pathway.title(language),
            "href": reverse("parcours-un", args=[pathway.slug]),
        }
        for pathway, events in found.items()
        if event.pk in events
    ]
