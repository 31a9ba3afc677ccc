"""The demonstration city. A second load adds nothing; one that was interrupted is completed."""

from django.db import transaction
from django.utils import timezone, translation

from events import catalogue
from events.models import Event
from partners.models import Partner, Quartier
from portal.cms.tree import ensure_tree

from .accounts import load_accounts
from .calendar import load_events
from .changes import make_changes
from .crowd import fill
from .files import read
from .freshness import load_freshness
from .held import hold
from .indexes import indexed_once
from .learning import load_learning
from .orienting import load_orientations
from .proposals import load_proposals
from .territory import load_territory
from .volunteering import load_missions


def is_empty():
    """Whether nobody has written anything here yet; a load that was interrupted counts as nothing."""
    if Event.objects.exists():
        return False
    ours = {
        model: [row["slug"] for row in read(name)] for model, name in ((Quartier, "quartiers"), (Partner, "partners"))
    }
    return not any(model.objects.exclude(slug__in=slugs).exists() for model, slugs in ours.items())


def load(*, now=None):
    """Fill the database with the city of the TOML files, its dates counted from today."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    with translation.override("fr"), catalogue.left_alone(), transaction.atomic():
        with indexed_once():
            ensure_tree()
            load_territory(today=today)
            load_accounts()
            load_freshness(now=now)
            new = load_events(today=today)
            fill(new, now=now)
            slugs = {event.slug for event, _share in new}
            make_changes(slugs, today=today, now=now)
            hold(slugs)
            load_learning(now=now)
            load_orientations(now=now)
            load_proposals(today=today, now=now)
            load_missions(today=today, now=now)
        if new:
            catalogue.rebuild()
