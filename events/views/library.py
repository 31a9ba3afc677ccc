"""The professionals' library: what there is, and proposing a document of one's own."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.kit.refusal import Refusal

from ..library import attended_by, propose
from ..library_forms import ProposalForm
from ..library_page import library_context, proposals_of


@require_safe
def library(request):
    """Published documents by theme; `theme` narrows, `page` turns."""
    return render(request, "events/library.html", library_context(request.GET))


@method_decorator(never_cache, name="dispatch")
class ProposeView(LoginRequiredMixin, View):
    """For who took part in a professional event that is over; others are told what it takes."""

    def dispatch(self, request):
        self.events = attended_by(request.user, now=timezone.now()) if request.user.is_authenticated else []
        return super().dispatch(request)

    def get(self, request):
        return self.show(ProposalForm(events=self.events) if self.events else None)

    def post(self, request):
        if not self.events:
            return self.show(None, status=403)
        form = ProposalForm(request.POST, request.FILES, events=self.events)
        if not form.is_valid():
            return self.show(form)
        data = form.cleaned_data
        facts = {name: data[name] for name in ("file", "title_fr", "title_nl", "theme", "event")}
        try:
            propose(request.user, **facts)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        messages.success(request, _("Merci ! Votre document sera lu avant d’être publié."))
        return redirect("bibliotheque-proposer")

    def show(self, form, status=200):
        title = _("Proposer un document")
        context = {
            "title": title,
            "form": form,
            "proposals": proposals_of(self.request.user, get_language()),
            "crumbs": [
                {"href": reverse("formations"), "label": _("Formations")},
                {"href": reverse("bibliotheque"), "label": _("Documents")},
                {"href": "", "label": title},
            ],
        }
        return render(self.request, "events/library_propose.html", context, status=status)
