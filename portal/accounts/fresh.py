"""What cannot be undone asks who one is once more, unless one has just said it."""

import time
from functools import wraps

from allauth.account.authentication import get_authentication_records
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

LASTS = 15 * 60  # seconds


def is_fresh(request):
    """Whether this person entered, or confirmed who they are, within LASTS."""
    said = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(said) and time.time() - max(said) < LASTS


def fresh_required(view):
    """Leads to the page that sends a code, and from there back to this one."""

    @login_required
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not is_fresh(request):
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
        return view(request, *args, **kwargs)

    return wrapped
