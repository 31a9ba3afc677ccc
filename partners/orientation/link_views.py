"""What signed links open, without an account: the service answers, the person looks and stops. No GET changes a row."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from portal.kit.limits import client_address, within
from portal.kit.refusal import Refusal

from . import answering
from .choosing import others_like
from .following import revoke
from .forms import AcceptForm, RefuseForm, WordsForm
from .links import orientation_of_person, orientation_of_service
from .pages import person_context, service_context

LINKS_A_MINUTE = 60  # of one address: a whole team is one
SUGGESTIONS = 30


def private(view):
    """Kept by nobody, found by nobody, told to nobody; and not tried by the thousand."""

    @never_cache
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not within("orientation-link", client_address(request), limit=LINKS_A_MINUTE, seconds=60):
            return render(request, "429.html", status=429)
        # Somebody may look over the shoulder of whoever opened this.
        request.quiet = True
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        # Not "no-referrer": browsers then send the form with "Origin: null", which the CSRF guard refuses.
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapped


def _nowhere(request):
    return render(
        request, "partners/orientation/ended.html", {"title": _("Ce lien ne mène nulle part"), "why": ""}, status=404
    )


@method_decorator(private, name="dispatch")
class ServiceView(View):
    """The service reads the demand and answers; who comes second sees what was said."""

    def dispatch(self, request, token):
        self.orientation = orientation_of_service(token)
        if self.orientation is None:
            return _nowhere(request)
        if self.orientation.closed_at is not None:
            context = {"title": _("Cette demande est close"), "why": _("Vous n’avez plus rien à faire.")}
            return render(request, "partners/orientation/ended.html", context, status=410)
        return super().dispatch(request, token)

    def get(self, request, token):
        return self.show()

    def post(self, request, token):
        name = request.POST.get("act", "")
        bound = {"accept": AcceptForm, "refuse": self.refuse_form, "ask": WordsForm}.get(name)
        if bound is None:
            return self.show()
        form = bound(request.POST, prefix=name)
        if not form.is_valid():
            return self.show(**{name: form})
        try:
            getattr(answering, name)(self.orientation, now=timezone.now(), **form.facts())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Merci. Votre réponse est envoyée."))
        return redirect(request.path)

    def refuse_form(self, data=None, **kwargs):
        service = self.orientation.service
        return RefuseForm(data, others=others_like(service, limit=SUGGESTIONS) if service else [], **kwargs)

    def show(self, **bound):
        forms = {
            "accept": bound.get("accept") or AcceptForm(prefix="accept"),
            "refuse": bound.get("refuse") or self.refuse_form(prefix="refuse"),
            "ask": bound.get("ask") or WordsForm(prefix="ask"),
        }
        context = service_context(self.orientation, forms, get_language())
        context["wrong"] = next((form for form in bound.values()), None)
        return render(self.request, "partners/orientation/service.html", context)


@method_decorator(private, name="dispatch")
class PersonView(View):
    """The person sees what was sent for them, and stops it with one button."""

    def dispatch(self, request, token):
        self.orientation = orientation_of_person(token)
        return _nowhere(request) if self.orientation is None else super().dispatch(request, token)

    def get(self, request, token):
        return render(request, "partners/orientation/person.html", person_context(self.orientation, get_language()))

    def post(self, request, token):
        revoke(self.orientation, now=timezone.now(), by_person=True)
        context = {
            "title": _("C’est arrêté"),
            "why": _("Votre nom, vos contacts et ce qui était écrit sont effacés. Le service en est prévenu."),
        }
        return render(request, "partners/orientation/ended.html", context)
