"""The page that a volunteer's link opens: see one's shifts, give some back, add others, take them to a calendar."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from events.views.managing import private
from portal.kit.calendar import LETTER_MEDIA_TYPE
from portal.kit.links import row_for_token

from ..calendar import calendar_of
from ..forms import WithdrawForm
from ..letters import LINK
from ..models import SignUp, Volunteer
from ..own_page import own_context
from ..sign_up import withdraw


def find_volunteer(token):
    """The Volunteer whose link this is; unknown, tampered and erased ones are all not found."""
    found = row_for_token(token, Volunteer.objects.known(), purpose=LINK)
    if found is None:
        raise Http404
    return found


@method_decorator(private, name="dispatch")
class OwnShiftsView(View):
    def get(self, request, token):
        context = own_context(find_volunteer(token), get_language(), now=timezone.now())
        return render(request, "volunteers/own.html", context)

    def post(self, request, token):
        volunteer, now = find_volunteer(token), timezone.now()
        form = WithdrawForm(request.POST, rows=SignUp.objects.filter(volunteer=volunteer))
        if form.is_valid():
            ids = None if form.cleaned_data["all"] else [int(pk) for pk in form.cleaned_data["rows"]]
            count = len(withdraw(volunteer, ids, now=now))
            words = ngettext("%(count)s créneau rendu.", "%(count)s créneaux rendus.", count) % {"count": count}
            messages.success(request, words) if count else messages.info(request, _("Cochez ce que vous rendez."))
        return redirect(request.path)


@require_safe
@private
def own_calendar(request, token):
    """The same shifts as a file for a calendar program."""
    content = calendar_of(find_volunteer(token), get_language())
    response = HttpResponse(content, content_type=LETTER_MEDIA_TYPE)
    response["Content-Disposition"] = 'attachment; filename="maillage.ics"'
    return response
