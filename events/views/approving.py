"""The employer's answer: a page for whoever holds the signed link, without an account."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views import View

from portal.kit.links import row_for_token
from portal.kit.refusal import Refusal

from ..approval import decide, expired
from ..event_page import event_header
from ..forms import DecisionForm
from ..letters import APPROVAL, date_line, dates_of, place_lines
from ..models import Approval
from .managing import private


@method_decorator(private, name="dispatch")
class ApprovalView(View):
    """Who, what, when; agree or decline. A link that is none, or no longer open, says so on a page of its own."""

    def dispatch(self, request, token):
        rows = Approval.objects.select_related("registration__event__place", "registration__occurrence")
        rows = rows.filter(by_employer=True, registration__anonymised_at=None)
        self.approval = row_for_token(token, rows, purpose=APPROVAL)
        if self.approval is None:
            return render(request, "events/approval_unknown.html", status=404)
        return super().dispatch(request, token)

    def get(self, request, token):
        return self.show(DecisionForm())

    def post(self, request, token):
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        data = form.cleaned_data
        try:
            decide(self.approval, agreed=data["decision"] == "agree", comment=data["comment"], now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        return redirect(request.path)

    def show(self, form):
        language, approval = get_language(), self.approval
        registration = approval.registration
        dates = dates_of(registration)
        context = {
            "event": event_header(registration.event, language),
            "form": form,
            "person": registration.name,
            "employer": approval.employer,
            "date_lines": [date_line(date) for date in dates[:12]],
            "place_lines": place_lines(dates[0], language) if dates else [],
            "decided": approval.agreed,
            "comment": approval.comment,
            "open": approval.agreed is None and not expired(approval, now=timezone.now()),
        }
        return render(self.request, "events/approval.html", context)
