"""A partner's own activities: the list, one of them, the form, its preview, its photo."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partners.speaking import PartnerPage
from portal.kit.limits import within
from portal.kit.refusal import Refusal

from ..cards import image_of
from ..models import Event, PostedPhoto
from ..submission import submitting
from ..submission.forms import PostForm
from ..submission.page import activities_context, activity_context, form_context
from ..submission.preview import draft_preview, unsaved_preview
from ..submission.reading import new_post, shown
from ..submission.states import EDITABLE, standing
from ..submission.writing import write

SAVES_AN_HOUR = 120  # of one person


class ActivitiesView(PartnerPage):
    """What the partner posted, with the state of each and what comes next."""

    def get(self, request):
        context = activities_context(self.partner, request.GET, get_language(), now=timezone.now())
        return render(request, "events/submission/activities.html", context | {"space": self.space("activites")})


class ActivityPage(PartnerPage):
    """A page about one of the partner's activities (`self.event`)."""

    def dispatch(self, request, *args, slug, event, **where):
        self.event_slug = event
        return super().dispatch(request, *args, slug=slug, **where)

    def setup_event(self):
        found = Event.objects.filter(organiser=self.partner, is_template=False, slug=self.event_slug)
        self.event = get_object_or_404(found)
        self.state, self.moderation = standing(self.event, now=timezone.now())


class ActivityView(ActivityPage):
    """Where an activity stands, what was said about it, and what one can do."""

    def get(self, request):
        self.setup_event()
        context = activity_context(self.event, self.partner, self.state, self.moderation, get_language())
        return render(request, "events/submission/activity.html", context | {"space": self.space("")})

    def post(self, request):
        self.setup_event()
        act = {"submit": self.submit, "take_back": self.take_back, "delete": self.delete_draft}.get(
            request.POST.get("act")
        )
        if act is None:
            raise Http404
        try:
            return act()
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)

    def submit(self):
        if self.state not in EDITABLE:
            return redirect(self.request.path)
        said_of(self.request, submitting.submit(self.event, by=self.request.user))
        return redirect(self.request.path)

    def take_back(self):
        submitting.take_back(self.event, by=self.request.user)
        messages.success(self.request, _("Vous l’avez reprise : corrigez, puis envoyez-la à nouveau."))
        return redirect("partenaire-modifier", slug=self.partner.slug, event=self.event.slug)

    def delete_draft(self):
        submitting.delete_draft(self.event, by=self.request.user)
        messages.success(self.request, _("Le brouillon est effacé."))
        return redirect("partenaire-activites", slug=self.partner.slug)


def said_of(request, outcome):
    """Tell what became of what was submitted."""
    if outcome == submitting.PUBLISHED:
        messages.success(request, _("C’est en ligne."))
    else:
        messages.success(request, _("C’est envoyé. La Ville la relit ; vous recevrez un e-mail."))


class PostingMixin:
    """The form, new or of an activity that is there: saved as a draft, looked at, or submitted."""

    event = source = None

    def post_form(self, *args, submitting=False):
        image = bool((self.latest or self.source or Event()).image)
        return PostForm(
            *args,
            partner=self.partner,
            user=self.request.user,
            shown=self.shown,
            has_image=image,
            submitting=submitting,
        )

    def answer(self, request):
        act = request.POST.get("act")
        often = not within("post", str(request.user.pk), limit=SAVES_AN_HOUR, seconds=3600)
        # A photo is decoded while the form is read, which is what the limit is for.
        form = self.post_form(request.POST, {} if often else request.FILES, submitting=act == "submit")
        if often:
            form.add_error(None, _("Vous avez enregistré très souvent. Attendez un peu, puis réessayez."))
        if not form.is_valid():
            return self.show(form)
        try:
            event = write(self.event, form, partner=self.partner, by=request.user, source=self.source)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.show(form)
        return self.go_on(event, act)

    def go_on(self, event, act):
        """Where one is led once everything is kept."""
        slugs = {"slug": self.partner.slug, "event": event.slug}
        if act == "submit":
            try:
                said_of(self.request, submitting.submit(event, by=self.request.user))
            except Refusal as refusal:
                messages.error(self.request, _("C’est gardé comme brouillon. %(reason)s") % {"reason": refusal})
        elif act == "preview":
            return redirect("partenaire-apercu", **slugs)
        else:
            messages.success(self.request, _("C’est gardé comme brouillon. Il reste à l’envoyer."))
        return redirect("partenaire-activite", **slugs)

    def show(self, form):
        """The form with what was typed; the version on which it rests is the latest from here on."""
        if form.is_bound:
            form.data = form.data.copy()
            form.data["version"] = self.event.latest_revision_id if self.event else ""
            form.data["photo_kept"] = str(form.received.uuid) if form.received else ""
        context = form_context(form, partner=self.partner, event=self.event, shown=self.shown, photo=self.photo(form))
        context["space"] = self.space("" if self.event else "proposer")
        return render(self.request, "events/submission/form.html", context)

    def photo(self, form):
        """{src, width, height} of the photo that the form would keep, or None."""
        if form.received:
            src = reverse("partenaire-photo", args=[self.partner.slug, form.received.uuid])
            return {"src": src, "width": form.received.width, "height": form.received.height}
        holder = self.latest or self.source
        picture = image_of(holder, get_language(), "posted") if holder and holder.image else None
        return {"src": picture.url, "width": picture.width, "height": picture.height} if picture else None


class ProposeView(PostingMixin, PartnerPage):
    """A new activity; `de` names one of the partner's own from which it starts."""

    latest = None

    def begin(self, slug):
        events = Event.objects.filter(organiser=self.partner, is_template=False)
        if slug:
            self.source = get_object_or_404(events, slug=slug)
            live = self.source if self.source.live else self.source.get_latest_revision_as_object()
            self.shown = shown(live, get_language(), again=True)
        else:
            self.shown = new_post(self.partner, get_language(), last=events.order_by("-pk").first())

    def get(self, request):
        self.begin(request.GET.get("de", ""))
        if self.source:
            self.shown.initial["source"] = self.source.slug
        return self.show(self.post_form())

    def post(self, request):
        self.begin(request.POST.get("source", ""))
        return self.answer(request)


class EditView(PostingMixin, ActivityPage):
    """The latest version of an activity; closed while it is read by staff."""

    def begin(self):
        self.setup_event()
        self.latest = self.event.get_latest_revision_as_object()
        self.shown = shown(self.latest, get_language())
        self.shown.initial["version"] = self.event.latest_revision_id
        return self.state in EDITABLE

    def get(self, request):
        return self.show(self.post_form()) if self.begin() else self.closed()

    def post(self, request):
        return self.answer(request) if self.begin() else self.closed()

    def closed(self):
        messages.warning(self.request, _("Cette activité ne se modifie pas pour l’instant."))
        return redirect("partenaire-activite", slug=self.partner.slug, event=self.event.slug)


class PreviewView(ActivityPage):
    """The latest version as it would stand on the site."""

    def get(self, request):
        self.setup_event()
        return draft_preview(request, self.event, self.partner, self.state)


def unsaved(partner):
    """An event to draw a page of; the id that no row has lets it be asked for dates and places."""
    return Event(pk=0, organiser=partner, live=False, slug="apercu")


class LivePreviewView(PartnerPage):
    """What is being typed, as it would stand on the site; nothing is kept. `activite`: the one that is changed."""

    def post(self, request):
        if not within("live-preview", str(request.user.pk), limit=600, seconds=600):
            return render(request, "429.html", status=429)
        slug, event = request.GET.get("activite", ""), None
        if slug:
            event = get_object_or_404(Event, organiser=self.partner, is_template=False, slug=slug)
            event = event.get_latest_revision_as_object()
        known = shown(event, get_language()) if event else new_post(self.partner, get_language())
        form = PostForm(request.POST, partner=self.partner, user=request.user, shown=known)
        form.is_valid()
        return unsaved_preview(request, event or unsaved(self.partner), form)


class PhotoView(PartnerPage):
    """A photo that was sent with a form and is not part of an activity yet: to the partner's own people alone."""

    def get(self, request, uuid):
        photo = get_object_or_404(PostedPhoto, uuid=uuid, partner=self.partner)
        return FileResponse(photo.file.open("rb"), content_type="image/jpeg")
