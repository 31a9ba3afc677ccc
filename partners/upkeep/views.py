"""Where a partner's people change its record; nobody else finds these pages."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.refusal import Refusal

from ..speaking import PartnerPage
from .change_form import WithdrawForm
from .keeping import keep, shown_record
from .pages import record_context, section_context, stands_now
from .sections import CHANGES, WAY_IN, own_seat, sections_of

REMOVE = "retirer"


class RecordView(PartnerPage):
    """Every section of the record and of its services, each with a way to change it."""

    def get(self, request):
        context = record_context(self.partner, get_language()) | {"space": self.space("fiche")}
        return render(request, "partners/upkeep/record.html", context)


class SectionView(PartnerPage):
    """One section of the partner's record, or of one of its services."""

    def get(self, request, section, service=""):
        self.find(section, service)
        return self.show(self.form(record=self.shown.stamp))

    def post(self, request, section, service=""):
        self.find(section, service)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            kept = keep(form, section=section, partner=self.partner, user=request.user, language=get_language())
        except Refusal as refusal:
            if refusal.code != "changed":
                raise Http404 from refusal
            return self.show_changed(form)
        self.tell(kept)
        if section == CHANGES:
            return redirect(request.path)
        anchor = "" if self.owner is self.partner else f"#{self.owner.slug}"
        return redirect(reverse("partenaire-fiche-modifier", args=[self.partner.slug]) + anchor)

    def find(self, code, service):
        services = self.partner.services.shown().prefetch_related("texts")
        self.owner = get_object_or_404(services, slug=service) if service else self.partner
        way_in = code == WAY_IN and not service and own_seat(self.partner)
        found = [each for each in sections_of(self.owner, way_in=way_in) if each.code == code]
        if not found:
            raise Http404
        self.section = found[0]

    def form(self, *data, record=""):
        options = dict(self.section.options)
        form = self.section.form
        if self.section.code == CHANGES:
            options["change"] = self.change()
            if data and data[0].get("act") == REMOVE and options["change"]:
                form = WithdrawForm
        return form(*data, owner=self.owner, record=record, **options)

    def change(self):
        """The change that `?changement=UUID` names; None: a new one."""
        asked = self.request.GET.get("changement", "")[:36]
        return next((row for row in self.owner.changes.select_related("place") if str(row.uuid) == asked), None)

    @cached_property
    def shown(self):
        return shown_record(self.owner, self.partner, get_language(), now=timezone.now())

    def tell(self, kept):
        if not kept.changed:
            messages.success(self.request, _("Rien n’a changé. Merci d’avoir relu."))
        elif self.partner.published:
            messages.success(self.request, _("C’est enregistré. Le public le voit déjà."))
        else:
            messages.success(self.request, _("C’est enregistré."))
        if kept.changed and not kept.confirmed:
            messages.warning(self.request, _("Le reste de la fiche a changé entre-temps : relisez-le."))

    def show_changed(self, form):
        """What was typed stays; what somebody else wrote meanwhile is shown beside it."""
        fresh = self.form()
        now = stands_now(form, fresh) if set(fresh.fields) == set(form.fields) else []
        form.show_again(self.shown.stamp)
        form.add_error(None, _("Quelqu’un d’autre a changé cette page entre-temps. Comparez, puis enregistrez."))
        return self.show(form, now=now, status=409)

    def show(self, form, now=(), status=200):
        context = section_context(self.partner, self.owner, self.section, form, self.shown, get_language())
        context |= {"space": self.space("fiche"), "now": now}
        return render(self.request, "partners/upkeep/section.html", context, status=status)
