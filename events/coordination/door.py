"""Who may see what is not public yet."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.views.decorators.cache import never_cache

SEE_DRAFTS = ("wagtailadmin.access_admin", "events.change_event")


def coordinates(user):
    """Whether `user` sees what everybody plans: coordinators, and the other staff who may open drafts."""
    return user.has_perms(SEE_DRAFTS)


def coordinators_only(view):
    """Everybody else does not find the page; nobody keeps a copy."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not coordinates(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
