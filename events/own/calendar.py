"""Somebody's own calendar: a secret address, and the dates for which they are registered.

Programs of third parties read it, so it names nobody and holds no link that changes or cancels anything.
"""

import secrets
from datetime import datetime, time
from hashlib import sha256

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.kit.calendar import wrap
from portal.kit.site import absolute, identity

from ..feeds.calendars import window
from ..feeds.vevent import own_vevent, page_language
from ..models import EventSettings, Occurrence, PersonalFeed, RegistrationState
from .mine import registrations_of

TOKEN_OCTETS = 32
TOKEN_LENGTH = 43  # of those octets in base64


def renew(user, *, now):
    """A new address for this person's calendar: its token, which nothing can tell again. An earlier one ends."""
    token = secrets.token_urlsafe(TOKEN_OCTETS)
    fresh = {"token_hash": token_hash(token), "made_at": now, "content_hash": "", "changed_at": now}
    PersonalFeed.objects.update_or_create(user=user, defaults=fresh)
    return token


def revoke(user):
    """The address ends; whoever subscribed gets nothing any more."""
    PersonalFeed.objects.filter(user=user).delete()


def feed_of_token(token):
    """The PersonalFeed (with its user) of an address, or None."""
    if len(token) != TOKEN_LENGTH:
        return None
    rows = PersonalFeed.objects.filter(token_hash=token_hash(token), user__is_active=True)
    return rows.select_related("user").first()


def content_of(user, *, now):
    """The calendar (bytes) of this person, in the language of their account."""
    language = page_language(user.language)
    with translation.override(language):
        space = absolute(reverse("espace"))
        notes = [_("Mon espace : %(link)s") % {"link": space}]
        facts = {"uid_domain": EventSettings.load().uid_domain, "site_url": absolute(""), "notes": notes}
        blocks = [
            own_vevent(date, language, confirmed=confirmed, **facts) for date, confirmed in _dates_of(user, now=now)
        ]
        name = _("%(portal)s – mes inscriptions") % {"portal": identity(language).name}
        return wrap(blocks, language=language, name=name, url=space)


def edition_of(feed, *, now):
    """(content, its hash, when it became what it is): the date changes only with what the calendar says."""
    content = content_of(feed.user, now=now)
    digest = sha256(content).hexdigest()
    if feed.content_hash != digest:
        feed.content_hash, feed.changed_at = digest, now
        feed.save(update_fields=["content_hash", "changed_at"])
    return content, digest, feed.changed_at


def token_hash(token):
    """What is kept of a secret address."""
    return sha256(token.encode()).hexdigest()


def _dates_of(user, *, now):
    """[(Occurrence, whether there is a place)] in the window of feeds, each date once, whoever of a family comes."""
    active = registrations_of(user).active().values_list("event_id", "occurrence_id", "state")
    dates, wholes = {}, {}
    for event_id, date_id, state in active:
        confirmed = state == RegistrationState.CONFIRMED
        kept, key = (dates, date_id) if date_id else (wholes, event_id)
        kept[key] = kept.get(key, False) or confirmed
    first, last = (timezone.make_aware(datetime.combine(day, time())) for day in window(now))
    mine = Q(pk__in=dates) | Q(event__in=wholes, in_schedule=True)
    found = Occurrence.objects.filter(mine, ends_at__gt=first, starts_at__lt=last).for_cards()
    found = found.prefetch_related("event__organiser__texts").in_order()
    return [(date, dates.get(date.pk) or wholes.get(date.event_id, False)) for date in found]
