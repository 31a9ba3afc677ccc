"""Wagtail's views of an event, made to ask before anybody who registered is touched.

What was typed is kept as a draft first; then its publication goes through, or leads to the page of consequences.
So does each way to publish: the form, the return to an older version, moderation from the form or from the list.
"""

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import TaskState
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    PreviewOnCreateView,
    WorkflowActionView,
)

from portal.kit.refusal import Refusal

from ..models import Event
from ..publication import DatesAtStake
from ..submission.submitting import deciding, may_refuse
from .addresses import (
    APPROVE,
    PUBLISH,
    consequences_url,
    dates_url,
    duplicate_url,
    edit_url,
    refuse_url,
    templates_url,
)
from .programme import new_part


def where_refused(request, event, refusal, act, *, comment=""):
    """Where a refused publication leads: to what it would do to people, or back to the form with the reason."""
    if isinstance(refusal, DatesAtStake):
        return consequences_url(event, act, comment=comment)
    if refusal.code == "decided":
        messages.error(request, str(refusal))
        return edit_url(event)
    messages.error(request, _("C’est enregistré comme brouillon, mais pas publié. %(reason)s") % {"reason": refusal})
    return edit_url(event)


class PublishingMixin:
    """A form whose publication may be refused."""

    def publish_action(self):
        try:
            return super().publish_action()
        except Refusal as refusal:
            return redirect(where_refused(self.request, self.object, refusal, PUBLISH))

    def get_success_message(self, instance=None):
        """Wagtail's French says of what is submitted that its publication is planned."""
        if self.action != "submit":
            return super().get_success_message(instance)
        title = str((instance or self.object).get_latest_revision_as_object())
        return _("« %(title)s » est soumise à la relecture : elle paraîtra une fois approuvée.") % {"title": title}


class EventCreateView(PublishingMixin, CreateView):
    def setup(self, request, *args, **kwargs):
        """Without preview: the public page needs an address, which the first draft gives a moment later."""
        super().setup(request, *args, **kwargs)
        self.preview_enabled = False

    def get_initial_form_instance(self):
        """« Ajouter une partie » names the whole in its address."""
        return new_part(self.request.GET)

    @cached_property
    def header_buttons(self):
        return [*super().header_buttons, HeaderButton(_("Depuis un modèle"), url=templates_url(), icon_name="copy")]


class EventPreviewOnCreateView(PreviewOnCreateView):
    def dispatch(self, request, *args, **kwargs):
        raise Http404


class EventEditView(PublishingMixin, EditView):
    def get_object(self, queryset=None):
        event = super().get_object(queryset)
        if self.request.method == "GET":
            # Wagtail asks for the same workflow a dozen times; while the form is shown it does not change.
            states = list(event.workflow_states.active().select_related("current_task_state__task"))
            event._current_workflow_states = self.live_object._current_workflow_states = states
            if event.latest_revision_id is None:  # made in bulk: nothing holds its texts yet, and each heading asks
                prefetch_related_objects([event], "texts")
        return event

    def save_instance(self):
        """Who approves without changing a word approves the version that was submitted, not a copy of it."""
        approving = self.action == "workflow-action"
        if approving and self.object.latest_revision and not self.form.has_changed():
            self.new_revision = self.object.latest_revision
            return self.object
        event = super().save_instance()
        # Whether it is a template holds at once, like what operations decide: no version brings it back.
        Event.objects.filter(pk=event.pk).update(is_template=event.is_template)
        if approving:
            # They approve what they have just written; otherwise the task would start anew and ask them again.
            TaskState.objects.filter(pk=event.current_workflow_task_state.pk).update(revision=self.new_revision)
        return event

    def workflow_action_action(self):
        try:
            with deciding(self.object):
                return super().workflow_action_action()
        except Refusal as refusal:
            return redirect(where_refused(self.request, self.object, refusal, APPROVE))

    @cached_property
    def header_buttons(self):
        buttons = [*super().header_buttons, HeaderButton(_("Dates"), url=dates_url(self.object), icon_name="date")]
        if may_refuse(self.object, self.request.user):
            buttons.append(HeaderButton(_("Refuser"), url=refuse_url(self.object), icon_name="cross"))
        if self.live_object.live:
            href = reverse("evenement", args=[self.live_object.slug])
            buttons.append(HeaderButton(_("Voir sur le site"), url=href, icon_name="view"))
        return buttons

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if self.user_has_permission("add"):
            again = Button(_("Refaire à d’autres dates"), url=duplicate_url(self.object), icon_name="copy", priority=10)
            buttons.append(again)
        return buttons


class EventWorkflowActionView(WorkflowActionView):
    """Approving from the list of what waits for moderation."""

    def post(self, request, *args, **kwargs):
        try:
            with deciding(self.object):
                return super().post(request, *args, **kwargs)
        except Refusal as refusal:
            comment = request.POST.get("comment", "")
            address = where_refused(request, self.object, refusal, APPROVE, comment=comment)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": address})
        return redirect(address)
