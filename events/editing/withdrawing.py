"""Taking an activity off the site: what it means for those who registered is asked first."""

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.snippets.views.snippets import UnpublishView

from portal.kit.refusal import Refusal

from ..letters import date_line
from ..occurrences import call_off, promised
from .addresses import dates_url
from .date_forms import WithReason
from .dates import CHANGED_DATE

OFF, KEPT = "off", "kept"


class WithdrawForm(WithReason):
    """Whether it does not take place, of which people are told, or is only put right and comes back."""

    becomes = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[
            (OFF, _("Ces dates n’ont pas lieu : elles sont annulées et chaque personne est prévenue, avec la raison.")),
            (KEPT, _("C’est pour corriger : les dates et les inscriptions restent, personne n’est prévenu.")),
        ],
        initial=OFF,
        label=_("Pourquoi la retirer ?"),
        error_messages={"required": _("Choisissez ce que deviennent ces dates.")},
    )

    field_order = ["becomes", "reason_fr", "reason_nl", "reason_en"]


class EventUnpublishView(UnpublishView):
    """Withdrawing keeps every registration. Where people are registered for what is still to come, staff say whether it
    takes place; nobody is left before a closed door because a page went."""

    template_name = "events/admin/unpublish.html"

    def post(self, request, *args, **kwargs):
        self.form = WithdrawForm(request.POST) if self.dates else None
        if self.form is not None and not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        try:
            return super().post(request, *args, **kwargs)
        except Refusal as refusal:
            self.form.add_error(None, str(refusal))
            return self.render_to_response(self.get_context_data())

    def unpublish(self):
        with transaction.atomic():
            if self.form is not None and self.form.cleaned_data["becomes"] == OFF:
                self._call_off(self.form.reason)
            return super().unpublish()

    def _call_off(self, reason):
        for date in call_off(self.object, reason=reason):
            data = {"occurrence": str(date.uuid), "act": "cancel", "date": date_line(date)}
            log(instance=self.object, action=CHANGED_DATE, user=self.request.user, data=data)

    @cached_property
    def dates(self):
        return promised(self.object, now=timezone.now())

    def get_context_data(self, **kwargs):
        form = getattr(self, "form", None) or (WithdrawForm() if self.dates else None)
        return super().get_context_data(
            form=form,
            stakes=[{"label": date_line(date), "persons": date.registered} for date in self.dates],
            dates_url=dates_url(self.object),
            **kwargs,
        )
