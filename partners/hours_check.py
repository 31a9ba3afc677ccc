"""What makes opening hours impossible, said at the row and field where it can be mended."""

from datetime import time
from itertools import combinations

from django.utils.translation import gettext as _

from portal.templatetags.wording import hour

from .hours import HOURS, clash, overlap

ALL_DAY = time(0)


def rule_errors(rule):
    """{field: sentence} of one rule or change that has its hours."""
    errors = {}
    if rule.opens is not None and rule.opens == rule.closes and rule.opens != ALL_DAY:
        errors["closes"] = _("Elle ouvre et ferme à la même heure. Pour jour et nuit : de 0 h à 0 h.")
    if getattr(rule, "every", 1) > 1 and not rule.valid_from:
        errors["valid_from"] = _("Donnez un jour de la première semaine.")
    return errors


def contradictions(rules, changes, *, seat_id):
    """[(row, field, sentence)]: hours that overlap, changes that contradict each other.

    seat_id: the place that rows without place are for; None: they are for every place.
    """
    found = []
    for one, other in combinations(rules, 2):
        if _meet(one, other, seat_id) and overlap(one, other):
            found.append((other, "opens", _overlapping(one)))
    for one, other in combinations(changes, 2):
        same_place = one.place_id == other.place_id
        if same_place and clash(one, other):
            said = _overlapping(one) if one.effect == other.effect == HOURS else _contradicting(one)
            found.append((other, "starts_on", said))
    return found


def _meet(one, other, seat_id):
    """Whether both rows are for one place."""
    here, there = one.place_id or seat_id, other.place_id or seat_id
    return here == there or here is None or there is None


def _overlapping(row):
    return _("Ces heures en recouvrent d’autres : %(opens)s – %(closes)s.") % {
        "opens": hour(row.opens),
        "closes": hour(row.closes),
    }


def _contradicting(row):
    return _("Un autre changement dit le contraire pour les mêmes jours : %(effect)s.") % {
        "effect": row.get_effect_display()
    }
