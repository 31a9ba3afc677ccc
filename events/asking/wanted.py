"""How many places a registration wants in each of the target's capacities."""

from ..targets import extra_places


def places_wanted(target, party_size, details):
    """{capacity id: persons}: everybody in the places themselves, children in childcare, and the choices that count."""
    wanted = {target.base_id: party_size} if target.base_id else {}
    if len(target.capacities) < 2:
        return wanted  # nothing beside the places themselves
    for extra in extra_places(target.event, target.occurrence):
        persons = len(details.childcare) if extra.is_childcare else _choosing(extra, party_size, details)
        if persons:
            wanted[extra.capacity_id] = persons
    return wanted


def _choosing(extra, party_size, details):
    """The persons behind one choice: an answer for the whole registration speaks for everybody."""
    chosen = (
        given
        for given in details.answers
        if given.question == extra.question
        and (extra.option == given.value or (isinstance(given.value, list) and extra.option in given.value))
    )
    return sum(party_size if given.participant is None else 1 for given in chosen)
