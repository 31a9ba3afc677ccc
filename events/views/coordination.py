"""The coordinators’ calendar: the page, the address for one’s programs, the feed itself."""

from hashlib import sha256

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from portal.kit.calendar import MEDIA_TYPE
from portal.kit.calendar_menu import google_address, outlook_address, webcal_address
from portal.kit.site import absolute

from ..agenda.names import load_names
from ..attestation_page import day_label
from ..coordination.asked import AskedForm
from ..coordination.door import coordinators_only
from ..coordination.feed import content_for, reader_of, renew, revoke
from ..coordination.page import coordination_context
from ..feeds.answer import answer
from ..own.forms import CalendarForm


@coordinators_only
@require_safe
def plan(request):
    """Everything planned, across partners, before it is public too."""
    context = coordination_context(request.GET, get_language(), now=timezone.now())
    return render(request, "events/coordination/calendar.html", context)


@method_decorator(coordinators_only, name="dispatch")
class FeedView(View):
    """The address for one's calendar program, with the filters that were chosen. It is shown once."""

    def get(self, request):
        return self.show()

    def post(self, request):
        form = CalendarForm(request.POST)
        if not form.is_valid():
            return self.show()
        if form.cleaned_data["act"] == "revoke":
            revoke(request.user)
            messages.success(request, _("L’adresse ne marche plus."))
            return redirect("coordination-calendrier")
        return self.show(token=renew(request.user, now=timezone.now()))

    def show(self, *, token=""):
        asked, _notices = AskedForm(self.request.GET, names=load_names()).read(timezone.localdate())
        query = QueryDict(mutable=True)
        for name, value in asked.filters():
            query.appendlist(name, value)
        filters = f"?{query.urlencode()}" if query else ""
        path = f"{reverse('coordination-ics', args=[token])}{filters}" if token else ""
        feed = getattr(self.request.user, "coordination_feed", None)
        context = {
            "title": _("Le calendrier de coordination chez moi"),
            "made": day_label(feed.made_at) if feed else "",
            "filtered": bool(query),
            "address": absolute(path) if token else "",
            "webcal_href": webcal_address(path) if token else "",
            "google_href": google_address(path) if token else "",
            "outlook_href": outlook_address(path) if token else "",
            "back_href": f"{reverse('coordination')}{filters}",
        }
        return render(self.request, "events/coordination/feed.html", context)


@require_safe
def feed(request, token):
    """The calendar itself, for programs; kept by nobody on the way."""
    reader = reader_of(token)
    if reader is None:
        raise Http404
    content = content_for(reader, request.GET, now=timezone.now())
    etag = sha256(content).hexdigest()[:32]
    response = answer(request, lambda: [content], media_type=MEDIA_TYPE, etag=etag, caching="private, no-cache")
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
