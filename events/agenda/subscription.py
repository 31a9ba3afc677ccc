"""Reading a feed's address: it was subscribed to once, and nobody sees a notice about it.

So nothing widens it, where the agenda's page leaves out what makes no sense and says so: written days stay as they
are written when they have passed, and a filter of which no value exists, or exists any more, finds nothing.
"""

from .filters import SHOWN_REFUSALS
from .periods import WHENS
from .query import LISTS, Query

# How a page shows what is found.
SHOWING = frozenset({"page", "vue"})


def subscribed(filters):
    """(Query, {filter: [what was written]}) of AgendaFilters: what is asked, and the filters that can find nothing."""
    filters.form.is_valid()  # fields never raise: they remember what they refused
    asked = filters.form.cleaned_data
    first, last = asked["du"], asked["au"]
    query = Query(
        words=asked["q"],
        whens=() if first or last else tuple(when for when in WHENS if when in asked["quand"]),
        first=first,
        last=last,
        lists={name: asked[name] for name in LISTS if asked[name]},
    )
    void = {
        name: list(field.refused[:SHOWN_REFUSALS])
        for name, field in filters.form.fields.items()
        if field.refused and not asked[name] and name not in SHOWING
    }
    return query, void
