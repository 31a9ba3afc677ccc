"""The coordinators’ calendar for calendar programs: a secret address of one’s own, with the filters of the page.

Third parties keep what they read there: drafts say that they are not certain, and of a sensitive one no more than
that there is something; confidential places are not named.
"""

import secrets
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from partners.models import Place
from portal.kit.calendar import wrap
from portal.kit.site import absolute, identity
from portal.kit.texts import choose_text

from ..agenda.names import load_names
from ..editing.addresses import edit_url
from ..feeds.calendars import window
from ..feeds.streaming import AT_ONCE, OCTETS
from ..feeds.vevent import Proposed, page_language, proposed_vevent
from ..models import CoordinationFeed, Event, EventSettings, FeedBlock
from ..own.calendar import TOKEN_LENGTH, TOKEN_OCTETS, token_hash
from .asked import AskedForm
from .door import coordinates
from .drafts import PlanState
from .planned import Plan, plan_of

MOST = 3000  # dates, the soonest first


def renew(user, *, now):
    """A new address for this person: its token, which nothing can tell again. An earlier one ends."""
    token = secrets.token_urlsafe(TOKEN_OCTETS)
    CoordinationFeed.objects.update_or_create(user=user, defaults={"token_hash": token_hash(token), "made_at": now})
    return token


def revoke(user):
    """The address ends; whoever subscribed gets nothing any more."""
    CoordinationFeed.objects.filter(user=user).delete()


def reader_of(token):
    """The account behind an address, or None; who no longer coordinates has none."""
    if len(token) != TOKEN_LENGTH:
        return None
    rows = CoordinationFeed.objects.filter(token_hash=token_hash(token), user__is_active=True)
    feed = rows.select_related("user").first()
    return feed.user if feed and coordinates(feed.user) else None


def content_for(user, data, *, now):
    """The calendar (bytes) in the language of the account. data: the filters of the address, anything in it."""
    language = page_language(user.language)
    with translation.override(language):
        names = load_names()
        form = AskedForm(data, names=names)
        asked, _notices = form.read(timezone.localdate(now))
        plan = Plan([], []) if form.finds_nothing else plan_of(asked.lists, *window(now), names)
        path = reverse("coordination")
        filters = urlencode(asked.filters())
        return wrap(
            _fitting(_blocks(plan.dates, names, language, now=now)),
            language=language,
            name=_("%(portal)s – coordination") % {"portal": identity(language).name},
            description=_("Tout ce qui est prévu, brouillons compris : ne pas diffuser."),
            url=absolute(f"{path}?{filters}" if filters else path),
        )


def _blocks(dates, names, language, *, now):
    """The VEVENTs (str) of the dates: to come first, the soonest before the later, then the latest of the past."""
    coming = [planned for planned in dates if planned.ends_at > now]
    past = [planned for planned in dates if planned.ends_at <= now]
    chosen = [*coming, *past[::-1]][:MOST]
    stored = _stored([planned.date for planned in chosen if planned.date], language)
    drafts = [planned for planned in chosen if not planned.date]
    places = _places(drafts)
    domain = EventSettings.load().uid_domain if drafts else ""
    for planned in chosen:
        if planned.date:
            yield stored.get(planned.date, "")
        else:
            yield proposed_vevent(_proposed(planned, names, places, language), language, uid_domain=domain)


def _stored(ids, language):
    """{id: block} of published dates; one that has none yet is missing."""
    found = {}
    for first in range(0, len(ids), AT_ONCE):
        blocks = FeedBlock.objects.filter(language=language, occurrence__in=ids[first : first + AT_ONCE])
        found |= dict(blocks.values_list("occurrence", "text"))
    return found


def _fitting(blocks):
    """As many blocks as every program takes."""
    room = OCTETS
    for block in blocks:
        room -= len(block.encode())
        if room < 0:
            return
        yield block


def _places(drafts):
    places = Place.objects.with_texts().filter(pk__in={planned.place for planned in drafts} - {None})
    return {place.pk: place for place in places.filter(confidential=False)}


def _proposed(planned, names, places, language):
    activity = planned.activity
    text = choose_text(activity.texts or (), language)
    slug = names.by_id["partenaire"].get(activity.organiser)
    return Proposed(
        uid=f"proposition-{activity.uuid}-{planned.key}",
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        changed_at=activity.changed_at,
        state=str(PlanState(activity.state).label),
        title=text.title if text else activity.slug,
        organiser=names.labels["partenaire"][language][slug] if slug else "",
        place=places.get(planned.place),
        url=absolute(edit_url(Event(pk=activity.pk))),
        sensitive=activity.sensitive,
    )
