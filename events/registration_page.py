"""What the registration form and the managing link show."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.contact import display_phone
from portal.kit.texts import language_name
from portal.templatetags.wording import day_words, hour

from .approver_form import ApproverForm
from .cards import seats_note
from .event_page import event_header
from .forms import ChangeForm, FewerForm
from .headcount import children_of, with_children
from .letters import date_line, dates_of, party_label, place_lines
from .models import (
    Admission,
    ApprovalMode,
    OccurrenceState,
    ParticipantRole,
    Registration,
    RegistrationMode,
    RegistrationState,
)
from .opening import closed_reason, off_reason
from .registration import why_it_waits
from .seats import awaits_draw
from .targets import bounds, extra_places
from .waiting_words import waiting_text

DATES_LISTED = 6


def dates_to_choose(event, *, now):
    """The dates to come among which one chooses, each with its own places; none of what one follows as a whole."""
    if event.registration_mode != RegistrationMode.DATE:
        return []
    return list(event.occurrences.beside_their_event().filter(in_schedule=True, ends_at__gt=now).in_order())


def choices(event, *, now, source="web", dates=None):
    """([(Occurrence, seats label)], reason): the dates one can register for, or the sentence why there are none.

    For an event that one follows as a whole the list is empty and the reason too when it is open. dates: those of
    dates_to_choose, where they are at hand.
    """
    if event.registration_mode != RegistrationMode.DATE:
        starts, ends = bounds(event, None)
        reason = closed_reason(event, None, now=now, first_start=starts, last_end=ends, source=source)
        if not reason and source == "web" and not event.waiting_list and not event.capacity.fits(1):
            reason = _("Complet : il n’y a plus de place.")
        return [], reason
    found, reasons = [], []
    for date in dates_to_choose(event, now=now) if dates is None else dates:
        reason = closed_reason(event, date, now=now, first_start=date.starts_at, last_end=date.ends_at, source=source)
        if not reason and not event.waiting_list and not date.capacity.fits(1):
            reason = _("Complet : il n’y a plus de place.")
        if reason:
            reasons.append(reason)
        else:
            found.append((date, seats_note(date, now=now).label))
    if found:
        return found, ""
    return [], reasons[0] if reasons else _("Cette activité est terminée.")


def places_left(event, dates):
    """{question uuid: {option: places left}} of limited choices, where it is clear for which date; else nothing."""
    if event.registration_mode == RegistrationMode.DATE and len(dates) != 1:
        return {}
    if not event.questions.all():
        return {}
    rows = extra_places(event, dates[0][0] if dates else None).exclude(question=None).select_related("capacity")
    left = {}
    for row in rows:
        if row.capacity.left is not None:
            left.setdefault(row.question, {})[row.option] = row.capacity.left
    return left


def notices(event):
    """Sentences that one should read before registering."""
    found = []
    if event.admission == Admission.PROFESSIONALS:
        found.append(_("Cette activité s’adresse aux professionnels."))
    if event.approval == ApprovalMode.ORGANISER:
        found.append(_("L’organisateur doit donner son accord avant que l’inscription compte."))
    if event.approval == ApprovalMode.EMPLOYER:
        found.append(_("Votre employeur doit donner son accord avant que l’inscription compte."))
    if event.draw_at and event.draw_at > timezone.now():
        found.append(
            _("Les places sont tirées au sort %(day)s à %(hour)s : s’inscrire tôt ne change rien.")
            % {"day": day_words(event.draw_at), "hour": hour(event.draw_at)}
        )
    return found


def fewer_left(registration):
    """How many places a waiting group could have at once if fewer of it came; 0 when that is no question."""
    if registration.state != RegistrationState.WAITING:
        return 0
    base = registration.seats.filter(capacity__extra=None).select_related("capacity").first()
    if base is None or awaits_draw(registration.event, registration.occurrence_id):
        return 0
    left = base.capacity.left
    return left if left is not None and 0 < left < registration.party_size else 0


def fewer_text(left):
    """What fewer_left() is worth to the group, as a sentence; "" for 0."""
    if not left:
        return ""
    return ngettext(
        "Il reste %(left)s place. Si moins de personnes viennent, elle est à vous tout de suite ; "
        "sinon, vous gardez votre rang.",
        "Il reste %(left)s places. Si moins de personnes viennent, elles sont à vous tout de suite ; "
        "sinon, vous gardez votre rang.",
        left,
    ) % {"left": left}


def whole_dates(event, *, now):
    """The first dates still to come of what one follows as a whole, as lines; none where one chooses a date."""
    if event.registration_mode != RegistrationMode.WHOLE:
        return []
    held = event.occurrences.filter(in_schedule=True, state=OccurrenceState.SCHEDULED, ends_at__gt=now)
    return _listed(list(held.select_related("event").in_order()))


def _listed(dates):
    """The first of these dates, a line each, and how many more there are."""
    more = len(dates) - DATES_LISTED
    lines = [date_line(date) for date in dates[:DATES_LISTED]]
    if more > 0:
        lines.append(ngettext("et %(count)s autre date", "et %(count)s autres dates", more) % {"count": more})
    return lines


def whole_is_waiting(event, dates):
    """Whether whoever registers now would stand on the waiting list, whatever the date."""
    if event.registration_mode == RegistrationMode.DATE:
        return bool(dates) and not any(date.capacity.fits(1) for date, _label in dates)
    return event.capacity is not None and not event.capacity.fits(1)


def position(registration):
    """The place in the waiting list, from 1; persons are not counted, groups are."""
    same = Registration.objects.waiting().filter(event=registration.event_id, occurrence=registration.occurrence_id)
    return same.filter(queue_rank__lte=registration.queue_rank).count()


def manage_context(
    registration,
    form,
    *,
    language,
    now,
    cancel_href="",
    calendar_href="",
    answer_href="",
    print_href="",
    approver_form=None,
    private=True,
    needs_anew=False,
):
    """The context of a registration's pages, for its person and for the desk.

    private, needs_anew: as for ChangeForm.
    """
    dates = dates_of(registration)
    event = registration.event
    over = bool(dates) and all(date.is_over(now) for date in dates)
    waiting = registration.state == RegistrationState.WAITING
    confirmed = registration.state == RegistrationState.CONFIRMED
    off = off_reason(registration, dates) if registration.is_active and not over else ""
    if form is None:
        initial = {name: getattr(registration, name) for name in ("name", "phone", "party_size", "language", "note")}
        initial["phone"] = display_phone(registration.phone)
        form = ChangeForm(registration=registration, private=private, needs_anew=needs_anew, initial=initial)
    left = 0 if over else fewer_left(registration)
    people = [row.name for row in registration.participants.filter(role=ParticipantRole.PARTICIPANT) if row.name]
    again = not registration.is_active and not over and event.live and not _is_cancelled(dates)
    return {
        "answer_href": answer_href if registration.state == RegistrationState.OFFERED else "",
        "print_href": print_href,
        "offer_until": _moment(registration.offered_until) if registration.state == RegistrationState.OFFERED else "",
        "fewer_form": FewerForm(most=left) if left and not people else None,
        "fewer_left": left,
        "approver_form": approver_form
        or (ApproverForm(registration=registration) if awaits_employer(registration) and not (off or over) else None),
        "event": registered_header(event, language),
        "registration": {
            **_badge(registration, dates, off),
            "position_label": _("n° %(rank)s sur la liste d’attente") % {"rank": position(registration)}
            if waiting and not off and not awaits_draw(event, registration.occurrence_id)
            else "",
            "name": registration.name,
            "people": people if people != [registration.name] else [],
            "contact": registration.email or display_phone(registration.phone),
            "party_label": _how_many(registration),
            "language_label": language_name(registration.language, language),
            "reference": registration.reference,
        },
        "date_lines": _listed(dates),
        "again_href": reverse("inscription", args=[event.slug]) if again else "",
        "place_lines": place_lines(dates[0], language, expected=confirmed) if dates else [],
        "form": form,
        "cancel_href": cancel_href,
        "can_change": registration.is_active and not over and not _is_cancelled(dates),
        "can_cancel": registration.is_active and not over,
        "calendar_href": calendar_href if confirmed and not (over or off) else "",
        "state_text": _state_text(registration, off, over),
    }


def _how_many(registration):
    """The number, where there could be another, and the children who are looked after."""
    several = registration.event.party_max > 1 or registration.party_size > 1
    return with_children(party_label(registration.party_size) if several else "", children_of(registration))


def registered_header(event, language):
    """What pages about a registration say of the event; without a link where its page is gone."""
    header = event_header(event, language)
    return header if event.live else {**header, "href": ""}


def _is_cancelled(dates):
    """Whether none of the dates (as dates_of gives them) takes place any more."""
    return not dates or all(date.state == OccurrenceState.CANCELLED for date in dates)


def _moment(moment):
    return f"{day_words(moment)}, {hour(moment)}" if moment else ""


def _badge(registration, dates, off):
    if not off or any(date.state == OccurrenceState.SCHEDULED for date in dates):
        return {"state": registration.state, "state_label": registration.get_state_display()}
    state = OccurrenceState.CANCELLED if _is_cancelled(dates) else OccurrenceState.POSTPONED
    return {"state": state.value, "state_label": state.label}


def _state_text(registration, off, over):
    if off:
        return off
    if over:
        return _("Cette activité est passée.")
    return {
        RegistrationState.WAITING: waiting_text(
            why_it_waits(registration), registration.event, party_label(registration.party_size)
        ),
        RegistrationState.CONFIRMED: _("Votre place est gardée."),
        RegistrationState.PENDING: _pending_text(registration),
        RegistrationState.OFFERED: _("Une place s’est libérée : la voulez-vous ?"),
        RegistrationState.DECLINED: _("L’accord qu’il fallait n’a pas été donné. Aucune place n’est retenue."),
        RegistrationState.CANCELLED: _("Les places ont été rendues. Pour revenir, inscrivez-vous à nouveau."),
    }[registration.state]


def awaits_employer(registration):
    """Whether somebody at the employer's must still agree."""
    approval = getattr(registration, "approval", None)
    return registration.state == RegistrationState.PENDING and bool(approval and approval.by_employer)


def _pending_text(registration):
    if awaits_employer(registration):
        name = registration.approval.approver_name
        return _("Nous attendons l’accord de %(name)s. Rien n’est réservé avant.") % {"name": name}
    return _("Nous attendons l’accord de l’organisateur. Rien n’est réservé avant.")
