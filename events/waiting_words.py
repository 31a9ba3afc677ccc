"""Why a registration waits, and the sentence that says so to its person, in pages and letters alike."""

from django.utils.translation import gettext as _

from portal.templatetags.wording import day_words, hour

# Before the draw; childcare full; a choice full; too few places for the group; none left.
DRAW, CHILDCARE, CHOICE, FEW, FULL = "draw", "childcare", "choice", "few", "full"


def waiting_label(why):
    """The state of who waits, as a heading."""
    return _("Vous participez au tirage au sort") if why == DRAW else _("Vous êtes sur la liste d’attente")


def waiting_text(why, event, party):
    """why: one of the reasons above, or "" when none of them holds; party: « 4 personnes »."""
    if why == DRAW and event.draw_at:
        said = _("Les places sont tirées au sort %(day)s à %(hour)s. Si une place vous revient, nous vous prévenons.")
        return said % {"day": day_words(event.draw_at), "hour": hour(event.draw_at)}
    if why == CHILDCARE:
        return _("Il n’y a pas assez de places en garderie. Dès qu’il y en a assez, nous vous prévenons.")
    if why == CHOICE:
        return _("Il n’y a pas assez de places pour ce que vous avez choisi. Dès qu’il y en a, nous vous prévenons.")
    if why == FEW:
        said = _("Il ne reste pas assez de places pour %(persons)s. Dès qu’il y en a assez, nous vous prévenons.")
        return said % {"persons": party}
    if why == FULL:
        return _("Toutes les places sont prises. Dès qu’une place se libère, nous vous prévenons.")
    return _("Dès qu’une place se libère, nous vous prévenons.")
