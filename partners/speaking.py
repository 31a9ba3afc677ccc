"""Who speaks for a partner. Every page of the partner space passes this door."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views import View
from django.views.decorators.cache import never_cache

from portal.kit.texts import lang_attribute

from .models import AccessRequest, Partner, Role

MANAGE = "partners.change_membership"  # of the City's staff: who speaks for whom


def manages(user, partner):
    """Whether `user` decides who speaks for the partner."""
    return user.has_perm(MANAGE) or partner.memberships.filter(user=user, role=Role.MANAGER).exists()


def requests_for(user):
    """The requests that `user` may answer and nobody answered yet, the oldest first."""
    waiting = AccessRequest.objects.to_decide()
    return waiting if user.has_perm(MANAGE) else waiting.decided_by_managers(user)


class PartnerPage(LoginRequiredMixin, View):
    """A page of one partner's space (`self.partner`), found only by who speaks for it.

    only_managers: editors are told that it is not theirs (403); for_staff: staff who have the permission `staff` find
    it too, without the rest of the space.
    """

    only_managers = False
    for_staff = False
    staff = MANAGE

    @method_decorator(never_cache)
    def dispatch(self, request, *args, slug, **where):
        if request.user.is_authenticated:
            partners = Partner.objects.with_texts_of_seat().filter(slug=slug)
            self.partner = partners.spoken_for_by(request.user).first()
            self.speaks = self.partner is not None
            if not self.speaks and self.for_staff and request.user.has_perm(self.staff):
                self.partner = partners.first()
            if self.partner is None:
                raise Http404
            self.manages = manages(request.user, self.partner)
            if self.only_managers and not self.manages:
                raise PermissionDenied
            self.prepare(**where)
        return super().dispatch(request, *args, **where)

    def prepare(self, **where):
        """Find what else the address names; raise Http404 for what is not the partner's."""

    def space(self, current):
        """What the head and the menu of the partner's pages show (templates/partners/space/_head.html)."""
        language = get_language()
        text = self.partner.text(language)
        return {
            "slug": self.partner.slug,
            "name": text.name if text else self.partner.slug,
            "lang": lang_attribute(text, language),
            "current": current,
            "speaks": self.speaks,
            "manages": self.manages,
            "several": self.request.user.has_perm(MANAGE) or self.request.user.memberships.count() > 1,
        }
