"""Who may send people to services, and who sees how fast services answer."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.views.decorators.cache import never_cache

from portal.accounts.opening import verified_addresses

ORIENT = "partners.orient"
COUNT = "partners.count_orientations"


def orients(user):
    """Whether `user` sends people to services: a member of a published partner, or the City's staff for that work.

    An address that nobody proved opens nothing: the service writes back to it.
    """
    if not user.is_authenticated:
        return False
    speaks = user.memberships.filter(partner__published=True).exists() or user.has_perm(ORIENT)
    return speaks and user.email in verified_addresses(user)


def workers_only(view):
    """Everybody else does not find the page; nobody keeps a copy. Whoever once sent somebody still finds their own."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        request.may_orient = orients(request.user)
        if not request.may_orient and not request.user.orientations.exists():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def counters_only(view):
    """Coordinators; everybody else does not find the page."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.has_perm(COUNT):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
