"""How people sign in: a code by e-mail, a passkey, or a password."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from portal.kit.site import absolute, identity


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """No form with a password opens an account: the code does that (portal.accounts.entering)."""
        return False

    def send_mail(self, template_prefix, email, context):
        """Compose now, in the page's language, and let the queue send: the page does not wait for the server.

        The words are in templates/account/email/, for each kind that is sent: allauth's own invite to open accounts.
        """
        if not settings.MAILLAGE_PRODUCTION and context.get("code"):
            # Development has no mail server: the code stands in the terminal (DESIGN, demonstration logins).
            print(f"Code: {context['code']}", flush=True)
        language = get_language() or settings.LANGUAGE_CODE
        context = {
            "email": email,
            "current_site": get_current_site(self.request),
            "site": identity(language),
            "agenda_url": absolute(reverse("agenda")),
            **context,
        }
        message = self.render_mail(template_prefix, email, context)
        html = message.alternatives[0].content if message.alternatives else ""
        async_task("portal.accounts.letters.send", message.subject, message.body, message.to, html, save=False)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """allauth's news of a password or key, in our words."""
        from .notices import tell_change

        tell_change(user, template_prefix, to=email or "")

    def get_login_stages(self):
        """A passkey is another way in, not a second lock: whoever lost theirs still enters by code."""
        return [stage for stage in super().get_login_stages() if not stage.startswith("allauth.mfa.")]

    def get_password_change_redirect_url(self, request):
        return resolve_url(settings.LOGIN_REDIRECT_URL)


class KeyAdapter(DefaultMFAAdapter):
    """What passkeys are called, here and on the device that keeps them."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("Cette clé n’a pas été reconnue. Essayez encore, ou demandez un code."),
        "unverified_email": gettext_lazy("Confirmez d’abord votre adresse e-mail."),
    }

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Clé d’accès %(number)s") % {"number": number} if number > 1 else _("Clé d’accès")

    def _get_site_name(self):
        return identity(get_language() or settings.LANGUAGE_CODE).name
