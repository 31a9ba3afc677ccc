"""Addresses of an event's pages in the admin."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import Event

EVENT_URLS = "wagtailsnippets_events_event"
# What the page of consequences leads to.
PUBLISH, APPROVE = "publish", "approve"


def edit_url(event):
    return reverse(f"{EVENT_URLS}:edit", args=[event.pk])


def unpublish_url(event):
    return reverse(f"{EVENT_URLS}:unpublish", args=[event.pk])


def dates_url(event):
    """The list of the event's dates, with what can be done to each."""
    return reverse(f"{EVENT_URLS}:dates", args=[event.pk])


def people_url(event_id, occurrence=None):
    """Who is registered: to the event, or to one of its dates (those who follow the whole included)."""
    address = reverse(f"{EVENT_URLS}:people", args=[event_id])
    return f"{address}?date={occurrence.pk}" if occurrence else address


def list_url():
    """The list of activities."""
    return reverse(f"{EVENT_URLS}:list")


def event_crumbs(event, *, editable=True):
    """The way from the list of activities to the event, for the breadcrumbs of the pages beside its form."""
    return [
        {"url": list_url(), "label": _("Activités")},
        {"url": edit_url(event) if editable else "", "label": str(event)},
    ]


def consequences_url(event, act, *, comment=""):
    """The page that asks before the event's latest version is published (PUBLISH) or approved (APPROVE)."""
    revision_id = Event.objects.values_list("latest_revision", flat=True).get(pk=event.pk)
    address = reverse(f"{EVENT_URLS}:consequences", args=[event.pk, revision_id, act])
    return f"{address}?{urlencode({'comment': comment})}" if comment else address


def duplicate_url(event):
    """The page that makes a draft out of this event, or out of this template."""
    return reverse(f"{EVENT_URLS}:duplicate", args=[event.pk])


def refuse_url(event):
    """The page on which a moderator refuses what was submitted."""
    return reverse(f"{EVENT_URLS}:refuse", args=[event.pk])


def templates_url():
    """The templates from which one may start."""
    return reverse(f"{EVENT_URLS}:templates")
