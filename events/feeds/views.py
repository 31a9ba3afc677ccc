"""Feeds over HTTP: a selection, one event, one partner, one quartier as iCalendar; a selection as Atom.

Whatever a program says that it accepts, it gets its calendar (Google says nothing): never 406. Filters are read as
events.agenda.subscription says.
"""

from datetime import datetime, time, timedelta
from hashlib import sha256
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.models import Partner, PartnerFormerSlug, Quartier, QuartierFormerSlug
from portal.kit.site import absolute, identity

from ..agenda.filters import LEGENDS, shown_value
from ..agenda.selection import select
from ..models import Event, EventFormerSlug, Occurrence
from .answer import answer, edition
from .atom import ATOM_TYPE, atom
from .calendars import Calendar, calendar_answer, window, with_query
from .news import news


@require_safe
def agenda_ics(request):
    """The dates of a selection: every filter of the agenda; without a period, from a month ago to a year ahead."""
    now = timezone.now()
    selection = select(request.GET, get_language(), now=now, period=window(now))
    calendar = Calendar(
        name=_name(selection),
        page=with_query(reverse("agenda"), selection.key),
        source=with_query(request.path, selection.key),
        dates=selection.dates,
        found=digest(selection),
        varies=selection.varies,
        notice=_notice(selection),
    )
    return calendar_answer(request, calendar, now=now)


@require_safe
def partner_ics(request, slug):
    """The dates of one partner; a former address redirects."""
    found = Partner.objects.published().prefetch_related("texts").filter(slug=slug).first()
    if found is None:
        return _moved(request, "partenaire-ics", slug, PartnerFormerSlug, Partner.objects.published())
    text, now = found.text(get_language()), timezone.now()
    calendar = Calendar(
        name=text.name if text else found.slug,
        page=reverse("partenaire", args=[found.slug]),
        source=request.path,
        dates=_of(Occurrence.objects.filter(event__organiser=found), now),
    )
    return calendar_answer(request, calendar, now=now)


@require_safe
def quartier_ics(request, slug):
    """The dates in one quartier; a former address redirects."""
    found = Quartier.objects.filter(slug=slug).first()
    if found is None:
        return _moved(request, "quartier-ics", slug, QuartierFormerSlug, Quartier.objects.all())
    now = timezone.now()
    calendar = Calendar(
        name=found.name(get_language()),
        page=reverse("quartier", args=[found.slug]),
        source=request.path,
        dates=_of(Occurrence.objects.in_quartier(found), now),
    )
    return calendar_answer(request, calendar, now=now)


@require_safe
def event_ics(request, slug):
    """All dates of one event, or the one that `?date=` names by its uuid.

    A former address redirects, what was public and is withdrawn is gone (410); a date that makes no sense is ignored.
    """
    found = Event.objects.filter(slug=slug).prefetch_related("texts").first()
    if found is None:
        return _event_moved(request, slug)
    if not found.live:
        return _gone(found)
    text, dates, wanted = found.text(get_language()), found.occurrences.published(), _uuid(request.GET.get("date", ""))
    if wanted:
        dates = dates.filter(uuid=wanted)
    calendar = Calendar(
        name=text.title if text else found.slug,
        page=reverse("evenement", args=[found.slug]),
        source=with_query(request.path, f"date={wanted}" if wanted else ""),
        dates=lambda: _ends(dates),
    )
    return calendar_answer(request, calendar, now=timezone.now())


@require_safe
def programme_ics(request, slug):
    """The dates of the parts of one event: its programme. Addresses answer as those of the event's own calendar."""
    found = Event.objects.filter(slug=slug).prefetch_related("texts").first()
    if found is None:
        return _event_moved(request, slug, "programme-ics")
    if not found.live:
        return _gone(found)
    text = found.text(get_language())
    dates = Occurrence.objects.published().filter(event__programme=found)
    calendar = Calendar(
        name=text.title if text else found.slug,
        page=reverse("programme", args=[found.slug]),
        source=request.path,
        dates=lambda: _ends(dates),
    )
    return calendar_answer(request, calendar, now=timezone.now())


@require_safe
def agenda_atom(request):
    """The activities of a selection, from today to a year ahead, the latest news first."""
    now, language = timezone.now(), get_language()
    today = timezone.localdate(now)
    selection = select(request.GET, language, now=now, period=(today, today + relativedelta(years=1)))
    current, name, publisher = edition(now), _name(selection), identity(language).publisher
    page = absolute(with_query(reverse("agenda"), selection.key))
    source = absolute(with_query(request.path, selection.key))
    notice = _notice(selection)

    def pieces():
        changed_at = datetime.fromtimestamp(current.last_modified, tz=current.today.tzinfo)
        facts = {"name": name, "author": publisher, "page": page, "source": source, "changed_at": changed_at}
        return [atom(news(selection), language, site_url=absolute(""), notice=notice, **facts)]

    return answer(
        request,
        pieces,
        media_type=ATOM_TYPE,
        etag=current.etag(name, publisher, page, source, notice, digest(selection)),
        last_modified=None if selection.varies else current.last_modified,
    )


def _uuid(written):
    try:
        return UUID(written)
    except ValueError:
        return None


def digest(selection):
    """A name for the very dates that a selection finds now."""
    found = selection.search.found
    return sha256(found.to_bytes(found.bit_length() // 8 + 1, "little")).hexdigest()


def _name(selection):
    """« Maillage – Marolles · Gratuit »: without a comma, which some programs show escaped in a calendar's name."""
    return f"{identity(get_language()).name} – {' · '.join(selection.labels) or _('Agenda')}"


def _notice(selection):
    """Why nothing is found where the address asks for what is not there, in a sentence; else empty."""
    if not selection.void:
        return ""
    filters = [f"{LEGENDS[name]} – {', '.join(map(shown_value, values))}" for name, values in selection.void.items()]
    return _("Rien n’est trouvé : cette adresse demande ce qui n’existe pas ou plus (%(filters)s).") % {
        "filters": "; ".join(filters)
    }


def _of(occurrences, now):
    """The published ones in the window, to be read when they are needed."""
    first, last = (timezone.make_aware(datetime.combine(day, time())) for day in window(now))
    within = occurrences.published().filter(ends_at__gt=first, starts_at__lt=last + timedelta(days=1))
    return lambda: _ends(within)


def _ends(occurrences):
    return [(pk, ends_at.timestamp()) for pk, ends_at in occurrences.in_order().values_list("pk", "ends_at")]


def _moved(request, name, slug, former, public):
    """The permanent redirection from a former slug to what the public may see. Raises Http404 if there is none."""
    target = public.filter(pk__in=former.objects.filter(slug=slug).values("target")).first()
    if target is None:
        raise Http404
    return _redirect(request, name, target)


def _event_moved(request, slug, name="evenement-ics"):
    kept = EventFormerSlug.objects.filter(slug=slug).select_related("target").first()
    if kept is None:
        raise Http404
    if kept.target is None or not kept.target.live:
        return _gone(kept.target)
    return _redirect(request, name, kept.target)


def _redirect(request, name, target):
    query = request.META.get("QUERY_STRING", "")
    return redirect(with_query(reverse(name, args=[target.slug]), query), permanent=True)


def _gone(event):
    """410, so that programs stop asking; Http404 for what never was public."""
    if event is not None and not event.was_public:
        raise Http404
    return HttpResponse(_("Cette activité n’est plus proposée"), status=410, content_type="text/plain; charset=utf-8")
