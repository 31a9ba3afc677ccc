"""The page before a publication: each date with registrations, how many persons, what would become of it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from portal.kit.refusal import Refusal

from ..letters import date_line, day_and_hours
from ..models import OccurrenceState
from ..publication import DatesAtStake, accept, fates
from ..submission.submitting import deciding
from .addresses import APPROVE, EVENT_URLS, PUBLISH, edit_url, event_crumbs, people_url
from .people import SEE_PEOPLE


class ConsequencesView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """What was ticked is written into the history for exactly the dates that were shown, then published."""

    any_permission_required = ["change", "publish"]
    page_title = gettext_lazy("Avant de publier")
    header_icon = "warning"
    template_name = "events/admin/consequences.html"

    def setup(self, request, *args, revision_id, act, **kwargs):
        super().setup(request, *args, **kwargs)
        self.act = act
        self.revision = self.object.latest_revision
        self.stale = self.revision is None or self.revision.pk != revision_id

    def dispatch(self, request, *args, **kwargs):
        if self.act not in (PUBLISH, APPROVE):
            raise Http404
        if self.stale:
            messages.warning(request, _("Il y a une version plus récente que celle que vous alliez publier."))
            return redirect(edit_url(self.object))
        if not self.may_act():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_act(self):
        user = self.request.user
        if self.act == PUBLISH:
            lock = self.object.get_lock()
            return self.user_has_permission("publish") and not (lock and lock.for_user(user))
        task = self.object.current_workflow_task
        return task is not None and "approve" in [name for name, _label, _modal in task.get_actions(self.object, user)]

    def post(self, request, *args, **kwargs):
        at_stake = fates(self.revision.as_object(), now=timezone.now())
        shown = set(request.POST.getlist("date")) & {fate.token for fate in at_stake}
        if shown and not request.POST.get("agreed"):
            return self.show(at_stake, notice=_("Cochez la case pour publier, ou gardez le brouillon."))
        try:
            with transaction.atomic():
                if shown:
                    accept(self.revision, shown, user=request.user)
                self.perform()
        except DatesAtStake as refusal:
            return self.show(refusal.fates, notice=_("Entre-temps, d’autres personnes se sont inscrites. Relisez."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(edit_url(self.object))
        messages.success(request, _("« %(title)s » est publiée.") % {"title": self.revision.object_str})
        return redirect(reverse(f"{EVENT_URLS}:list"))

    def perform(self):
        user = self.request.user
        if self.act == PUBLISH:
            self.revision.publish(user=user, skip_permission_checks=True)
        else:
            comment = self.request.POST.get("comment", "")
            with deciding(self.object) as state:
                task_state = state.current_task_state
                task_state.task.specific.on_action(task_state, user, "approve", comment=comment)

    def show(self, at_stake, *, notice=""):
        return self.render_to_response(self.get_context_data(at_stake=at_stake, notice=notice))

    def get_context_data(self, **kwargs):
        at_stake = kwargs.pop("at_stake", None)
        if at_stake is None:
            at_stake = fates(self.revision.as_object(), now=timezone.now())
        return super().get_context_data(
            notice=kwargs.pop("notice", ""),
            title=self.revision.object_str,
            dates=[_shown(fate) for fate in at_stake],
            persons=sum(fate.persons for fate in at_stake),
            comment=self.request.POST.get("comment") or self.request.GET.get("comment", ""),
            touched=sum(bool(fate.persons) for fate in at_stake),
            may_see_people=self.request.user.has_perm(SEE_PEOPLE),
            edit_url=edit_url(self.object),
            **kwargs,
        )

    def get_page_subtitle(self):
        return self.revision.object_str

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, *event_crumbs(self.object), {"url": "", "label": self.page_title}]


def _shown(fate):
    occurrence = fate.occurrence
    becomes = [_becomes(fate)] if fate.becomes != "relocated" else []
    if fate.elsewhere:
        becomes.append(_("change de lieu : %(place)s") % {"place": fate.place or _("en ligne")})
    return {
        "token": fate.token,
        "label": date_line(occurrence),
        "state": occurrence.get_state_display() if occurrence.state != OccurrenceState.SCHEDULED else "",
        "persons": fate.persons,
        "people_href": people_url(occurrence.event_id, occurrence) if fate.persons else "",
        "becomes": "\u00a0; ".join(becomes),
    }


def _becomes(fate):
    if fate.becomes == "moved":
        return _("passe à : %(date)s") % {"date": day_and_hours(fate.starts_at, fate.ends_at)}
    if fate.becomes == "dropped":
        return _("n’est plus dans les dates ; elle disparaît du site, les inscriptions restent à traiter")
    if fate.becomes == "stays":
        return _("n’est plus dans les dates et séries ; elle reste comme elle est")
    return _("a lieu après le retrait de l’activité ; le site ne la montrera plus")
