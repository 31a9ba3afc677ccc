"""Who organises: the people of an event's partner, and the City's staff. Every organiser's page passes this door."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from .models import Event, is_reference

SEE, ACT = "events.view_registration", "events.change_registration"


def organised_by(user, *, acting=False):
    """The events whose registrations `user` may see, or change (acting): staff all of them, members their partners'.

    Drafts and templates have no registrations, so they are not among them.
    """
    events = Event.objects.exclude(first_published_at=None).filter(is_template=False)
    if user.has_perm(ACT if acting else SEE):
        return events
    return events.filter(Q(organiser__memberships__user=user)).distinct()


def organises(user):
    """Whether `user` may have something to organise: staff who see registrations, whoever speaks for a partner."""
    return user.has_perm(SEE) or user.memberships.exists()


def knows_needs(user, event):
    """Whether `user` may read what is said to the organiser alone: needs, sensitive answers, emergencies, files.

    The organiser is the partner's people; where the City organises, its staff who see to registrations.
    """
    if event.organiser.memberships.filter(user=user).exists():
        return True
    return event.organiser.is_city and user.has_perm(ACT)


class OrganiserPage(LoginRequiredMixin, View):
    """A page about one event (`self.event`), found only by who organises it; POST needs the right to change.

    only_acting: the page is there for nothing but changing, so that looking at it needs that right too.
    """

    only_acting = False

    @method_decorator(never_cache)
    def dispatch(self, request, *args, slug, **where):
        if request.user.is_authenticated:
            acting = self.only_acting or request.method not in ("GET", "HEAD", "OPTIONS")
            events = organised_by(request.user, acting=acting).select_related("organiser", "capacity", "place")
            self.event = events.prefetch_related("texts").filter(slug=slug).first()
            if self.event is None:
                raise Http404
        return super().dispatch(request, *args, slug=slug, **where)

    def may_act(self):
        """Whether whoever looks may change registrations of this event."""
        return organised_by(self.request.user, acting=True).filter(pk=self.event.pk).exists()


class OrganiserRegistrationPage(OrganiserPage):
    """A page about one registration of the event."""

    def find(self, slug, reference):
        """The registration with that reference, in whatever case. Raises Http404, for what was erased too."""
        reference = reference.upper()
        rows = self.event.registrations.select_related(
            "occurrence", "needs", "made_by", "event__place__quartier", "event__organiser", "event__capacity"
        )
        found = rows.filter(anonymised_at=None, reference=reference).first() if is_reference(reference) else None
        if found is None:
            raise Http404
        return found
