"""In a partner's space: which of its services take people whom professionals send, and how."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..models import SHOWN, Reception
from ..pages import name_of
from ..speaking import PartnerPage
from .forms import ReceptionForm
from .receiving import receive


class ReceptionsView(PartnerPage):
    """A form for each service; those who manage the partner change it."""

    only_managers = True

    def get(self, request):
        return self.show()

    def post(self, request):
        slug = request.POST.get("service", "")[:80]
        service = get_object_or_404(self.services(), slug=slug)
        form = self.form(service, request.POST)
        if not form.is_valid():
            return self.show(wrong=(service.pk, form))
        receive(service, **form.cleaned_data)
        messages.success(request, _("C’est noté."))
        return redirect(request.path)

    def services(self):
        return self.partner.services.filter(status__in=SHOWN).prefetch_related("texts", "receptions").order_by("slug")

    def form(self, service, data=None):
        kept = next(iter(service.receptions.all()), None)
        usual = Reception(takes=False, email=service.email or self.partner.email)
        return ReceptionForm(data, instance=kept or usual, prefix=service.slug, auto_id=f"{service.slug}_%s")

    def show(self, wrong=(None, None)):
        language = get_language()
        context = {
            "title": _("Recevoir des orientations"),
            "space": self.space("orientations"),
            "services": [
                {
                    "slug": service.slug,
                    "name": name_of(service, language),
                    "takes": any(reception.takes for reception in service.receptions.all()),
                    "form": wrong[1] if service.pk == wrong[0] else self.form(service),
                    "wrong": service.pk == wrong[0],
                }
                for service in self.services()
            ],
        }
        return render(self.request, "partners/orientation/receptions.html", context)
