"""Issue, correct, revoke. Numbers are counted by year under a lock: no hole, no double, whoever issues beside."""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.kit.refusal import Refusal
from portal.templatetags.wording import day_words_year, hours

from ..letters import tell
from ..models import Approval, Attestation, AttestationCounter, AttestationKind, Registration
from .hours import held_dates, presences

LANGUAGES = ("fr", "nl")
CHUNK = 200  # papers for which the counter stays locked


def issue(event, people, *, signatory, made_at, by, now, kind=AttestationKind.ATTENDANCE, period=""):
    """Issue a document to each Presence that has none yet; returns the new ones, in the order of their numbers.

    signatory: who signs, with their function; made_at: the town; each a text, or {"fr": …, "nl": …} where they differ.
    A letter tells each registration about its own.
    Raises Refusal before the last date has ended (but for the certificates of paid leave, which have dates of their
    own), and where nobody's attendance is certified.
    """
    if kind == AttestationKind.ATTENDANCE:
        _refuse_early(event, now)
    people = [each for each in people if proves(each, event, kind)]
    words = {language: _event_words(event, language) for language in LANGUAGES}
    dates = {language: {} for language in LANGUAGES}
    issued = []
    for first in range(0, len(people), CHUNK):
        with transaction.atomic():
            counter = _lock(now)
            some = _without(event, people[first : first + CHUNK], kind, period)
            rows = []
            for each in some:
                counter.last += 1
                facts = {
                    language: _facts(each, kind, words[language], dates[language], language, signatory, made_at)
                    for language in LANGUAGES
                }
                rows.append(_row(event, each, kind, period, counter, facts, by=by, now=now))
            counter.save(update_fields=["last"])
            Attestation.objects.bulk_create(rows)
            _tell(rows)
        issued += rows
    return issued


def proves(presence, event, kind):
    """Whether there is anything to certify: enough hours, or any in a quarter; an enrolment is one all the same."""
    if kind == AttestationKind.ATTENDANCE:
        return presence.reaches(event.attendance_threshold)
    return kind == AttestationKind.LEAVE_ENROLMENT or presence.attended > 0


def reissue(attestation, *, name, by, now):
    """A corrected document in the place of this one: hours and dates counted again, the name as given, a new number.

    Raises Refusal where it is no longer valid, and where the marks no longer prove what it says.
    """
    with transaction.atomic():
        counter = _lock(now)
        old = Attestation.objects.select_for_update(of=("self",)).get(pk=attestation.pk)
        if old.revoked_at:
            raise Refusal(_("Cette attestation n’est plus valable : elle ne peut plus être corrigée."), code="revoked")
        old.revoked_at = now
        old.save(update_fields=["revoked_at"])
        counter.last += 1
        counter.save(update_fields=["last"])
        new = _again(old, counter, by=by, now=now)
        new.name = " ".join(name.split()) or old.name
        new.replaces = old
        new.save(force_insert=True)
        _tell([new])
    return new


def revoke(attestation, *, reason, now):
    """Say that a document no longer proves anything; a repeat changes nothing."""
    with transaction.atomic():
        attestation = Attestation.objects.select_for_update(of=("self",)).get(pk=attestation.pk)
        if attestation.revoked_at is None:
            attestation.revoked_at, attestation.revoked_reason = now, reason
            attestation.save(update_fields=["revoked_at", "revoked_reason"])
    return attestation


def _lock(now):
    """The counter of this year, locked until the transaction ends: what fails gives its numbers back."""
    year = timezone.localtime(now).year
    AttestationCounter.objects.get_or_create(year=year)
    return AttestationCounter.objects.select_for_update().get(year=year)


def _refuse_early(event, now):
    dates = held_dates(event)
    if not event.gives_attestation:
        raise Refusal(_("Cette activité ne donne pas droit à une attestation."), code="none")
    if not dates or max(date.ends_at for date in dates) > now:
        raise Refusal(_("La dernière séance n’est pas encore terminée."), code="early")


def _without(event, people, kind, period):
    """Those who have no valid document of this kind yet, asked under the lock."""
    valid = Attestation.objects.filter(event=event, kind=kind, period=period, revoked_at=None)
    have = set(valid.values_list("registration_id", "participant_id"))
    return [each for each in people if (each.registration.pk, _id(each.participant)) not in have]


def _id(participant):
    return participant.pk if participant else None


def _row(event, each, kind, period, counter, facts, *, by, now):
    return Attestation(
        kind=kind,
        period=period,
        year=counter.year,
        number=counter.last,
        event=event,
        registration=each.registration,
        participant=each.participant,
        name=each.name,
        email=each.registration.email,
        language=language_for(each.registration.language),
        minutes_scheduled=each.scheduled,
        minutes_attended=each.attended,
        minutes_by_year=each.by_year,
        facts=facts,
        issued_at=now,
        issued_by=by,
    )


def language_for(code):
    """The City prints in French or Dutch; whoever reads something else gets French unless they choose."""
    return "nl" if code.partition("-")[0] == "nl" else "fr"


def _event_words(event, language):
    text, organiser = event.text(language), event.organiser.text(language)
    return {
        "title": text.title if text else event.slug,
        "organiser": organiser.name if organiser else "",
        "objectives": [line.strip() for line in (text.objectives if text else "").splitlines() if line.strip()],
        "trainers": [
            f"{trainer.name}, {trainer.organisation}" if trainer.organisation else trainer.name
            for trainer in event.trainers.all()
        ],
    }


def _facts(each, kind, words, known, language, signatory, made_at):
    """known: {date id: its words}, so that each date is put into words once."""
    dates = each.planned if kind == AttestationKind.LEAVE_ENROLMENT else each.dates
    for date in dates:
        if date.pk not in known:
            known[date.pk] = date_words(date, language)
    return {
        **words,
        "dates": [known[date.pk] for date in dates],
        "employer": _employer(each.registration),
        "place": _in(made_at, language),
        "signatory": _in(signatory, language),
    }


def _in(text, language):
    return text if isinstance(text, str) else text[language]


def date_words(date, language):
    with translation.override(language):
        return f"{day_words_year(date.starts_at)}, {hours(date.starts_at, date.ends_at)}"


def _employer(registration):
    try:
        approval = registration.approval
    except Approval.DoesNotExist:
        approval = None
    return (approval.employer if approval else "") or registration.organisation


def _again(old, counter, *, by, now):
    """A new row from what is known today; from the old paper where the registration was erased."""
    new = Attestation(
        kind=old.kind,
        period=old.period,
        year=counter.year,
        number=counter.last,
        event=old.event,
        registration=old.registration,
        participant=old.participant,
        name=old.name,
        email=old.email,
        language=old.language,
        minutes_scheduled=old.minutes_scheduled,
        minutes_attended=old.minutes_attended,
        minutes_by_year=old.minutes_by_year,
        facts=old.facts,
        issued_at=now,
        issued_by=by,
    )
    found = _counted_again(old)
    if found is None:
        return new
    if not proves(found, old.event, old.kind):
        sentence = _("Les présences ne donnent plus droit à ce document : retirez-le au lieu de le corriger.")
        raise Refusal(sentence, code="hours")
    new.minutes_scheduled, new.minutes_attended, new.minutes_by_year = found.scheduled, found.attended, found.by_year
    new.facts = {
        language: {
            **_facts(found, old.kind, _event_words(old.event, language), {}, language, "", ""),
            "place": old.facts[language]["place"],
            "signatory": old.facts[language]["signatory"],
        }
        for language in LANGUAGES
    }
    return new


def _counted_again(old):
    from .leave import bounds_of

    if old.registration is None or old.registration.anonymised_at:
        return None
    since, until = bounds_of(old.period) if old.period else (None, None)
    only = Registration.objects.filter(pk=old.registration_id)
    found = presences(old.event, since=since, until=until, registrations=only)
    return next((each for each in found if _id(each.participant) == old.participant_id), None)


def _tell(rows):
    """One letter for each registration about all its new documents."""
    by_registration = {}
    for row in rows:
        if row.registration is not None:
            by_registration.setdefault(row.registration, []).append(row.pk)
    for registration, ids in by_registration.items():
        tell(registration, "attestation", attestations=ids)
