"""Signing in by code, with or without an account so far, and saying once more who one is."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from portal.kit.refusal import Refusal

from .codes import awaited, send_code, take_code
from .forms import CodeForm
from .opening import open_account

REAUTHENTICATE = "reauthenticate"


class CodeProcess(LoginCodeVerificationProcess):
    """allauth's, for addresses without an account too: they get the same letter, and the right code opens one."""

    @classmethod
    def begin(cls, request, *, user, email):
        """Send a code to `email`. user: whose address it is, or None."""
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email), initiated_by_user=True)
        process = cls(stage=stage)
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, stage):
        return cls(stage=stage).abort_if_invalid()

    def send_by_email(self, email, skip_enumeration_mails=False):
        get_adapter().send_mail("account/email/login_code", email, {"code": self.generate_code()})

    def finish(self, redirect_url):
        self._user = open_account(self.state["email"], language=get_language())
        return super().finish(redirect_url)


class RequestCodeView(RequestLoginCodeView):
    """Which address the code goes to."""

    def form_valid(self, form):
        CodeProcess.begin(self.request, user=form._user, email=form.cleaned_data["email"])
        return redirect(self.get_success_url())


class ConfirmCodeView(ConfirmLoginCodeView):
    """The code that was sent."""

    @method_decorator(login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_request_login_code"))
    def dispatch(self, request, *args, **kwargs):
        self.stage = request._login_stage
        self._process = CodeProcess.resume(self.stage)
        if self._process is None:
            return redirect("account_request_login_code")
        # Not ConfirmLoginCodeView's own: it would take up the process for accounts alone.
        return super(ConfirmLoginCodeView, self).dispatch(request, *args, **kwargs)


@method_decorator([never_cache, login_required], name="dispatch")
class ReauthenticateView(View):
    """Before what cannot be undone: a code to the account's own address."""

    def get(self, request):
        return self.show(CodeForm())

    def post(self, request):
        return self.send() if request.POST.get("action") == "send" else self.check(CodeForm(request.POST))

    def send(self):
        try:
            send_code(self.request, REAUTHENTICATE, self.request.user.email)
        except Refusal as refusal:
            messages.error(self.request, str(refusal))
        return redirect(self.request.get_full_path())

    def check(self, form):
        if not form.is_valid():
            return self.show(form)
        try:
            email = take_code(self.request, REAUTHENTICATE, form.cleaned_data["code"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        record_authentication(self.request, self.request.user, method="code", email=email, reauthenticated=True)
        return redirect(self.target())

    def target(self):
        """Where one was going."""
        wanted = self.request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={self.request.get_host()})
        return wanted if safe else reverse("espace")

    def show(self, form):
        context = {
            "title": _("Confirmez que c’est vous"),
            "email": self.request.user.email,
            "sent": bool(awaited(self.request, REAUTHENTICATE)),
            "form": form,
        }
        return render(self.request, "account/reauthenticate.html", context)
