"""Letters about registrations: which ones are due, and what they all say. Their words are in events.messages."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.letters import LetterState, post, post_all
from portal.kit.links import link_token, spaced
from portal.kit.site import absolute
from portal.templatetags.wording import day_words_year, hours

from .models import EventSettings, Occurrence, OccurrenceState, RegistrationLetter, RegistrationState

LINK, APPROVAL = "registration", "approval"
FEW = 20  # letters that are worth a task of the queue each
LINKS_AN_HOUR, AN_HOUR = 3, timedelta(hours=1)


def tell(registration, kind, **facts):
    """Write the letter `kind` to whoever registered; without e-mail it becomes a line of the call list."""
    return _write(registration, kind, facts, address=registration.email)


def tell_again(registration, *, party_size, email):
    """Somebody registered again: send the link once more, with the change of number that was asked for.

    Where the address that was typed is not the one that we know, staff call instead: the link of a registration goes
    to nobody else. At most three times an hour: more would be somebody else's game. The number last asked for is not
    lost to that: a letter that has not left yet says it, else one does that leaves when the hour is over.
    """
    known = bool(email) and email == registration.email
    facts = {"asked": party_size if party_size != registration.party_size else None}
    if not known:
        facts["email"] = email or None
        if not any(facts.values()):
            return None  # the same once more, by telephone: nothing to tell
    address = registration.email if known else ""
    links = registration.letters.filter(kind="link").order_by("created_at", "pk")
    recent = list(links.filter(created_at__gt=timezone.now() - AN_HOUR))
    if len(recent) < LINKS_AN_HOUR:
        return _write(registration, "link", facts, address=address)
    unsaid = links.filter(state__in=(LetterState.QUEUED, LetterState.TO_CALL), address=address).last()
    if unsaid is None:
        if not facts["asked"]:
            return None
        return _write(registration, "link", facts, address=address, not_before=recent[0].created_at + AN_HOUR)
    unsaid.facts = _given(facts)
    unsaid.save(update_fields=["facts"])
    return unsaid


def _given(facts):
    return {name: value for name, value in facts.items() if value is not None}


def _write(registration, kind, facts, *, address, not_before=None):
    if registration.anonymised_at:
        return None
    return post(_letter(registration, kind, facts, address=address, not_before=not_before))


def _letter(registration, kind, facts, *, address, not_before=None):
    return RegistrationLetter(
        registration=registration,
        kind=kind,
        address=address,
        language=registration.language,
        facts=_given(facts),
        next_attempt_at=not_before or timezone.now(),
    )


def tell_promoted(registrations):
    """Tell each that a place came free for them: theirs now, or kept for them until they answer.

    A raised limit may let in a thousand at once: many letters are written together.
    """
    told = [
        (registration, "offered" if registration.state == RegistrationState.OFFERED else "promoted")
        for registration in registrations
        if not registration.anonymised_at
    ]
    if len(told) <= FEW:
        for registration, kind in told:
            tell(registration, kind)
    else:
        post_all([_letter(registration, kind, {}, address=registration.email) for registration, kind in told])


def ask_fewer(registration, *, left):
    """Ask a waiting group, once, whether fewer of them would come: `left` places are free."""
    return tell(registration, "fewer", left=left)


def tell_approver(approval):
    """Write to whoever must agree at the employer's; an organiser sees it on their page."""
    if not approval.by_employer:
        return None
    return _write(approval.registration, "approval", {}, address=approval.approver_email)


def managing_path(registration, *, on_paper=False):
    """The address of the managing link in the active language; computed, never stored. on_paper: to be typed."""
    token = link_token(registration, purpose=LINK)
    return reverse("gerer", args=[spaced(token) if on_paper else token])


def answer_path(registration):
    """Where an offered place is accepted or left, in the active language."""
    return reverse("gerer-place", args=[link_token(registration, purpose=LINK)])


def approval_path(approval):
    """Where an employer agrees or not, in the active language."""
    return reverse("validation", args=[link_token(approval, purpose=APPROVAL)])


def dates_of(registration):
    """The dates that the registration is for, in order."""
    dates = Occurrence.objects.for_cards().prefetch_related("event__organiser__texts").in_order()
    if registration.occurrence_id:
        return list(dates.filter(pk=registration.occurrence_id))
    scheduled = dates.filter(event_id=registration.event_id, in_schedule=True)
    return list(scheduled.exclude(state=OccurrenceState.CANCELLED))


def date_line(occurrence):
    """« samedi 28 novembre 2026, 14 h – 17 h »"""
    return day_and_hours(occurrence.starts_at, occurrence.ends_at)


def day_and_hours(starts_at, ends_at):
    """The same of any two moments."""
    return f"{day_words_year(starts_at)}, {hours(starts_at, ends_at)}"


def title_of(event, language):
    """What letters call an event."""
    text = event.text(language)
    return text.title if text else str(event)


def place_lines(occurrence, language, *, expected=False):
    """Name, address and how to get in; nothing of a confidential address.

    expected: whether the reader has a place there; nobody else gets the way to an online meeting.
    """
    meeting = occurrence.event.online_url if expected else ""
    return where_lines(occurrence.effective_place, language, meeting=meeting, unnamed=False)


def where_lines(place, language, *, meeting, unnamed):
    """As place_lines, of a place (None: online, at the address `meeting`). unnamed: its name only where that is all
    that says where it is."""
    if place is None:
        return [_("En ligne"), meeting] if meeting else [_("En ligne")]
    text = place.text(language)
    name = text.name if text else ""
    if place.confidential:
        return [line for line in ("" if unnamed else name, _("L’organisateur vous donne l’adresse.")) if line]
    address = place.address_lines(language)
    if unnamed:
        return [name, *address] if name and len(address) == 1 else address
    return [line for line in (name, *address, text.directions if text else "") if line]


def party_label(persons):
    return ngettext("%(count)s personne", "%(count)s personnes", persons) % {"count": persons}


def calendar_of(registration, dates, language):
    """The iCalendar file (bytes) of a registration's dates, under the same UIDs as every feed."""
    from .feeds.vevent import registration_calendar

    return registration_calendar(
        registration,
        dates,
        language=language,
        uid_domain=EventSettings.load().uid_domain,
        site_url=absolute(""),
        managing_url=absolute(managing_path(registration)),
    )
