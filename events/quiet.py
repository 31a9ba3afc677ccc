"""Discretion: what is said of a sensitive event where somebody else may look, and what helps who needs it quietly."""

from django.utils.translation import gettext as _

from portal.templatetags.wording import day_words

from .asking.rules import interpreter_until
from .models import Audience


def shown_title(event, language):
    """The title where others may read along (a list, a calendar): of a sensitive event that there is an appointment."""
    if event.sensitive:
        return _("Rendez-vous")
    text = event.text(language)
    return text.title if text else event.slug


def watch_for(request, event):
    """Pages about a sensitive event can be left fast: layout/base.html shows the way out."""
    if event is not None and event.sensitive:
        request.quiet = True


def for_women(event):
    """Whether only women come."""
    return event.women_only or event.audiences == [Audience.FEMMES]


def helping_notes(event, *, starts_at, today):
    """Sentences that help to come, before one registers. starts_at: of what one registers for, or None."""
    notes = []
    if for_women(event):
        notes.append(_("Cette activité est réservée aux femmes."))
    if event.pseudonyms:
        notes.append(_("Vous ne devez pas donner votre vrai nom : un prénom d’usage suffit."))
    until = interpreter_until(event, starts_at) if starts_at else None
    if event.asks_needs and until is not None and until >= today:
        notes.append(
            _("Un interprète peut vous accompagner : demandez-le avant le %(day)s inclus.") % {"day": day_words(until)}
        )
    return notes
