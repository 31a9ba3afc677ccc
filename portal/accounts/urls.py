"""Signing in: allauth's own addresses, with our pages where people go; those that nobody needs here are closed."""

from allauth.account.views import password_set
from django.http import Http404
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from .addresses import AddressesView, ProveView, change_address
from .entering import ConfirmCodeView, ReauthenticateView, RequestCodeView
from .fresh import fresh_required
from .passkeys import AddKeyView, KeyLoginView, KeysView, NameKeyView, RemoveKeyView


def closed(request):
    """An account is opened by the code that its owner receives: nothing to do here."""
    raise Http404


urlpatterns = [
    # Named as allauth names them, because it writes their addresses into pages and letters.
    path("signup/", closed, name="account_signup"),
    path("email/", closed),
    path("login/code/", RequestCodeView.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", ConfirmCodeView.as_view(), name="account_confirm_login_code"),
    path("reauthenticate/", ReauthenticateView.as_view(), name="account_reauthenticate"),
    # Whoever has no password yet may set one without typing an old one: not in a session that was left open.
    path("password/set/", fresh_required(password_set), name="account_set_password"),
    path("", include("allauth.account.urls")),
    # After the package's own: of two addresses with one name the last is written into pages.
    path(_("adresses/"), AddressesView.as_view(), name="account_email"),
    path(_("adresses/code/"), ProveView.as_view(), name="account_email_code"),
    path(_("adresses/choisir/"), change_address, name="account_email_change"),
    path(_("cles/"), KeysView.as_view(), name="mfa_list_webauthn"),
    path(_("cles/"), KeysView.as_view(), name="mfa_index"),
    path(_("cles/ajouter/"), AddKeyView.as_view(), name="mfa_add_webauthn"),
    path(_("cles/<int:pk>/nom/"), NameKeyView.as_view(), name="mfa_edit_webauthn"),
    path(_("cles/<int:pk>/retirer/"), RemoveKeyView.as_view(), name="mfa_remove_webauthn"),
    path(_("cles/entrer/"), KeyLoginView.as_view(), name="mfa_login_webauthn"),
]
