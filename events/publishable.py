"""What may not be published, whoever asks: each reason is a whole sentence, for an editor."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.refusal import Refusal
from portal.kit.slugs import slug_is_taken
from portal.kit.texts import OFFICIAL_LANGUAGES, language_name

from .models import RegistrationMode
from .schedule import dates_with_people, plan, wanted_slots
from .validation import ADDRESS_TAKEN, check_day, programme_refusal


def check(event):
    """Raise Refusal for the first reason why this version of the event (saved or not) may not be published."""
    for refusal in refusals(event):
        raise refusal


def refusals(event):
    """Each reason why this version may not be published, as a Refusal."""
    if event.is_template:
        yield Refusal(_("Un modèle ne se publie pas : préparez une activité à partir de lui."), code="template")
    yield from _of_texts(event)
    if event.place_id is None and not event.is_online:
        yield Refusal(_("Dites où l’activité a lieu : choisissez un lieu, ou cochez « en ligne »."), code="where")
    if event.slug and slug_is_taken(event):
        yield Refusal(str(ADDRESS_TAKEN % {"slug": event.slug}), code="slug")
    if refused := programme_refusal(event):
        yield Refusal(refused, code="programme")
    yield from _of_dates(event)
    yield from _of_mode(event)


def _of_texts(event):
    texts = {text.language: text for text in event.texts.all()}
    if not any(text.title for text in texts.values()):
        yield Refusal(_("Il n’y a pas encore de titre."), code="text")
    if event.organiser.is_city:
        missing = [part for language in OFFICIAL_LANGUAGES for part in _missing(texts.get(language), language)]
        if missing:
            yield Refusal(
                _("Une activité de la Ville se publie en français et en néerlandais à la fois. Il manque : %(what)s.")
                % {"what": ", ".join(missing)},
                code="languages",
            )


def _missing(text, language):
    language = language_name(language, get_language())
    if text is None or not text.title:
        yield _("le titre en %(language)s") % {"language": language}
    if text is None or not text.summary:
        yield _("le résumé en %(language)s") % {"language": language}


def _of_dates(event):
    """Days that calendars cannot hold come from old drafts; days that are all left out would show nothing."""
    rules, now = list(event.rules.all()), timezone.now()
    for rule in rules:
        try:
            check_day(rule.day)
        except ValidationError as error:
            yield Refusal(error.messages[0], code="day")
            return
    if rules and not wanted_slots(event, now=now) and not plan(event, now=now).held:
        yield Refusal(_("Il ne reste aucune date : tous les jours sont exceptés."), code="dates")


def _of_mode(event):
    """Places counted by date and places counted for the whole cannot be filled side by side."""
    if not event.pk:
        return
    active = event.registrations.active()
    now = timezone.now()
    if event.registration_mode == RegistrationMode.NONE and dates_with_people(event, now=now):
        yield Refusal(
            _("Des personnes sont inscrites à des dates à venir : on ne peut plus passer à l’entrée libre."),
            code="mode",
        )
    if event.registration_mode == RegistrationMode.WHOLE and active.filter(occurrence__ends_at__gt=now).exists():
        yield Refusal(
            _("Des personnes sont déjà inscrites à une date : on ne peut plus passer à l’inscription à l’ensemble."),
            code="mode",
        )
    by_date = event.registration_mode == RegistrationMode.DATE
    if by_date and active.filter(occurrence=None).exists() and event.occurrences.upcoming(now).exists():
        yield Refusal(
            _("Des personnes sont déjà inscrites à l’ensemble : on ne peut plus passer à l’inscription par date."),
            code="mode",
        )
