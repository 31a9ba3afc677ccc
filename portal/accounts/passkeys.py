"""Passkeys: sign in with the lock of one's own device, beside the code by e-mail, which always stays."""

from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ListWebAuthnView,
    LoginWebAuthnView,
    RemoveWebAuthnView,
)
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from .forms import KeyForm, KeyNameForm
from .fresh import fresh_required

protected = method_decorator([never_cache, fresh_required], name="dispatch")


@method_decorator(never_cache, name="dispatch")
class KeysView(ListWebAuthnView):
    """The passkeys of this account."""

    def get_queryset(self):
        return super().get_queryset().order_by("created_at", "pk")


@protected
class AddKeyView(AddWebAuthnView):
    """A new passkey; its making needs a script, and the page says so without."""

    form_class = KeyForm

    def get_form_class(self):
        return self.form_class

    def get_context_data(self, **kwargs):
        # Not AddWebAuthnView's own, which begins with a key that is a second step only.
        context = super(AddWebAuthnView, self).get_context_data(**kwargs)
        return {**context, "js_data": {"creation_options": begin_registration(self.request.user, True)}}

    def get_success_url(self):
        return reverse_lazy("mfa_list_webauthn")


@protected
class NameKeyView(EditWebAuthnView):
    form_class = KeyNameForm

    def get_form_class(self):
        return self.form_class


@protected
class RemoveKeyView(RemoveWebAuthnView):
    """Ask once, then forget the key."""


@method_decorator(never_cache, name="dispatch")
class KeyLoginView(LoginWebAuthnView):
    """GET: a challenge as JSON; POST: what the device answered to it."""
