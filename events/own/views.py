"""One's own space: what is mine here, my calendar, my data, the end of it."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partners.orientation.door import COUNT, orients
from portal.accounts.forms import LanguageForm
from portal.accounts.fresh import fresh_required
from portal.accounts.views import account_links, tools
from portal.kit.calendar import MEDIA_TYPE
from portal.kit.calendar_menu import google_address, outlook_address, webcal_address
from portal.kit.refusal import Refusal
from portal.kit.site import absolute

from ..attestation_page import day_label
from ..attestations.paper import number_label
from ..coordination.door import coordinates
from ..feeds.answer import answer
from ..organising import organises
from .calendar import edition_of, feed_of_token, renew, revoke
from .consents import withdraw
from .erasure import erase, kept_papers, refuse_staff
from .export import archive
from .forms import CalendarForm, EraseForm
from .mine import consents_of, registrations_of
from .page import space_context

own = [never_cache, login_required]
protected = [never_cache, fresh_required]


def _tools(user):
    """[{href, label}]: what this account organises, then the pages of staff that it may open."""
    mine = [{"href": reverse("organisation"), "label": _("Activités que j’organise")}] if organises(user) else []
    if coordinates(user):
        mine.append({"href": reverse("coordination"), "label": _("Calendrier de coordination")})
    if orients(user) or user.orientations.exists():
        mine.append({"href": reverse("orientations"), "label": _("Orientations")})
    if user.has_perm(COUNT):
        mine.append({"href": reverse("coordination-orientations"), "label": _("Délais de réponse aux orientations")})
    return [*mine, *tools(user)]


@never_cache
@login_required
@require_safe
def space(request):
    """What is coming, what was, and what one may do here."""
    language = get_language()
    context = {
        "title": _("Mon espace"),
        "tools": _tools(request.user),
        "links": account_links(),
        "language_form": LanguageForm(initial={"language": request.user.language}),
        **space_context(request.user, language, now=timezone.now()),
    }
    return render(request, "accounts/space.html", context)


@never_cache
@login_required
@require_POST
def language(request):
    """The language in which the portal writes to this account."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        request.user.language = form.cleaned_data["language"]
        request.user.save(update_fields=["language"])
        messages.success(request, _("C’est noté."))
    return redirect("espace")


@never_cache
@login_required
@require_POST
def withdraw_consent(request, pk):
    """Take one agreement back."""
    withdraw(get_object_or_404(consents_of(request.user), pk=pk), now=timezone.now())
    messages.success(request, _("Votre accord est retiré."))
    return redirect(f"{reverse('espace')}#accords")


@method_decorator(own, name="dispatch")
class CalendarView(View):
    """The address of one's own calendar. The page that makes it shows it, once; nothing can show it again."""

    def get(self, request):
        return self.show()

    def post(self, request):
        form = CalendarForm(request.POST)
        if not form.is_valid():
            return self.show()
        if form.cleaned_data["act"] == "revoke":
            revoke(request.user)
            messages.success(request, _("L’adresse ne marche plus."))
            return redirect("espace-calendrier")
        return self.show(token=renew(request.user, now=timezone.now()))

    def show(self, *, token=""):
        path = reverse("calendrier", args=[token]) if token else ""
        feed = getattr(self.request.user, "personal_feed", None)
        context = {
            "title": _("Mon calendrier"),
            "made": day_label(feed.made_at) if feed else "",
            "share": {"url": absolute(path), "label": _("Mon calendrier")} if token else None,
            "webcal_href": webcal_address(path) if token else "",
            "google_href": google_address(path) if token else "",
            "outlook_href": outlook_address(path) if token else "",
        }
        return render(self.request, "accounts/calendar.html", context)


@require_safe
def personal_calendar(request, token):
    """The calendar itself, for programs; kept by nobody on the way."""
    feed = feed_of_token(token)
    if feed is None:
        raise Http404
    content, digest, changed_at = edition_of(feed, now=timezone.now())
    response = answer(
        request,
        lambda: [content],
        media_type=MEDIA_TYPE,
        etag=digest[:32],
        last_modified=int(changed_at.timestamp()),
        caching="private, no-cache",
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@method_decorator(protected, name="dispatch")
class DataView(View):
    """All one's data in one file, after saying once more who one is."""

    def get(self, request):
        return render(request, "accounts/data.html", {"title": _("Mes données"), "error": ""})

    def post(self, request):
        now = timezone.now()
        try:
            content = archive(request.user, get_language(), now=now)
        except Refusal as refusal:
            return render(request, "accounts/data.html", {"title": _("Mes données"), "error": str(refusal)})
        name = f"maillage-{timezone.localdate(now):%Y-%m-%d}.zip"
        return FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")


@method_decorator(protected, name="dispatch")
class EraseView(View):
    """What would go and what the law keeps; then it is done, and one is signed out."""

    def get(self, request):
        return self.show(EraseForm())

    def post(self, request):
        form = EraseForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            erase(request.user, now=timezone.now(), language=get_language())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        logout(request)
        return redirect("espace-efface")

    def show(self, form):
        user, refused = self.request.user, ""
        try:
            refuse_staff(user)
        except Refusal as refusal:
            refused = str(refusal)
        registrations = registrations_of(user)
        context = {
            "title": _("Effacer mon espace"),
            "form": form,
            "refused": refused,
            "coming": registrations.active().filter(event__occurrences__ends_at__gt=timezone.now()).distinct().count(),
            "all": registrations.count(),
            "papers": [{"number": number_label(row), "until": day_label(until)} for row, until in kept_papers(user)],
        }
        return render(self.request, "accounts/erase.html", context)


@require_safe
@never_cache
def erased(request):
    """What one sees last."""
    return render(request, "accounts/erased.html", {"title": _("Votre espace est effacé")})
