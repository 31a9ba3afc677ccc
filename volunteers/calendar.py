"""A volunteer's shifts as a calendar file: SignUps in, bytes out. It names no other person."""

from datetime import UTC

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.feeds.vevent import page_language
from events.letters import where_lines
from events.models import EventSettings
from portal.kit.calendar import clean_line, escape_text, fold, wrap
from portal.kit.contact import display_phone
from portal.kit.site import absolute

from .models import ShiftState, SignUp, SignUpState


def calendar_of(volunteer, language, *, only=None):
    """The iCalendar file of the shifts that somebody has or waits for, or of those sign-ups (ids) alone."""
    from .letters import managing_path

    rows = SignUp.objects.active().filter(volunteer=volunteer).with_shift().in_order()
    if only is not None:
        rows = rows.filter(pk__in=only)
    language = page_language(language)
    with translation.override(language):
        link = absolute(managing_path(volunteer))
        domain = EventSettings.load().uid_domain
        blocks = [vevent(row, language, uid_domain=domain, link=link) for row in rows]
        return wrap(blocks, language=language, name=_("Mes créneaux de bénévolat"), method="PUBLISH")


def vevent(row, language, *, uid_domain, link):
    """The VEVENT (str) of a SignUp loaded with_shift(). Instants in UTC: a shift has no rule that follows the clock."""
    shift, mission = row.shift, row.shift.mission
    text = mission.text(language)
    title = clean_line(f"{text.name if text else mission.slug} – {row.need.role.name(language)}")
    place = shift.where
    where = where_lines(place, language, meeting="", unnamed=False) if place else []
    contact = ", ".join(filter(None, [mission.contact_name, display_phone(mission.contact_phone)]))
    notes = [_("Sur place : %(who)s") % {"who": contact}] if contact else []
    about = "\n".join([*notes, _("Mes créneaux : %(link)s") % {"link": link}])
    off = shift.state == ShiftState.CANCELLED
    confirmed = row.state == SignUpState.CONFIRMED and not off
    lines = [
        "BEGIN:VEVENT",
        f"UID:shift-{shift.uuid}@{uid_domain}",
        f"DTSTAMP:{_utc(shift.changed_at)}",
        f"LAST-MODIFIED:{_utc(shift.changed_at)}",
        f"SEQUENCE:{shift.sequence}",
        f"DTSTART:{_utc(shift.starts_at)}",
        f"DTEND:{_utc(shift.ends_at)}",
        f"SUMMARY:{escape_text(title)}",
        f"STATUS:{'CANCELLED' if off else 'CONFIRMED' if confirmed else 'TENTATIVE'}",
        *([f"LOCATION:{escape_text(clean_line(', '.join(map(str, where))))}"] if where else []),
        f"DESCRIPTION:{escape_text(about)}",
        f"TRANSP:{'OPAQUE' if confirmed else 'TRANSPARENT'}",
        "END:VEVENT",
    ]
    return "".join(map(fold, lines))


def _utc(moment):
    return f"{timezone.localtime(moment, UTC):%Y%m%dT%H%M%SZ}"
