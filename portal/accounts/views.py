"""The door of the admin, and the ways from one's own space into the rest of the portal."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

ADMIN = "wagtailadmin.access_admin"


@never_cache
@require_safe
def admin_gate(request):
    """In front of Wagtail's sign-in: whoever is signed in without being staff is told so instead of going round."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("wagtailadmin_home")
    if not request.user.is_authenticated:
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': target})}")
    if not request.user.has_perm(ADMIN):
        raise PermissionDenied(_("Cet espace est réservé au personnel. Votre compte n’y donne pas accès."))
    return redirect(target)


def tools(user):
    """[{href, label}]: the pages of staff that this account may open."""
    candidates = [
        ("events.register_registration", "accueil", _("Inscriptions à l’accueil")),
        (ADMIN, "wagtailadmin_home", _("Administration des pages et de l’agenda")),
    ]
    return [{"href": reverse(name), "label": label} for right, name, label in candidates if user.has_perm(right)]


def account_links():
    """[{href, label}]: what one may do with one's own account."""
    named = [
        ("account_email", _("Mes adresses e-mail")),
        ("mfa_list_webauthn", _("Mes clés d’accès")),
        ("account_change_password", _("Changer de mot de passe")),
        ("partenaire-espace", _("Publier pour une association")),
        ("espace-donnees", _("Recevoir toutes mes données")),
        ("espace-effacer", _("Effacer mon espace")),
        ("account_logout", _("Se déconnecter")),
    ]
    return [{"href": reverse(name), "label": label} for name, label in named]
