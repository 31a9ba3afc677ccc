"""The managing link once more: the organiser sends it again, or replaces it when it came into wrong hands."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.kit.links import new_link_key
from portal.kit.refusal import Refusal

from .letters import AN_HOUR, LINKS_AN_HOUR, tell
from .models import Registration


def send_again(registration, *, replace=False):
    """Write the letter with the link; replace: the links sent before open nothing any more. Returns the Letter.

    Raises Refusal for who has no address, for a registration that is over, and for more than three letters an hour:
    a fourth says nothing that the third did not. A replacement is never held up by that: it closes a door.
    """
    with transaction.atomic():
        registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        if not registration.is_active:
            raise Refusal(_("Cette inscription est annulée."), code="cancelled")
        if replace:
            registration.link_key = new_link_key()
            registration.save(update_fields=["link_key"])
        if not registration.email:
            if replace:
                return None
            raise Refusal(_("Cette personne n’a pas d’adresse e-mail."), code="address")
        recent = registration.letters.filter(kind="link", created_at__gt=timezone.now() - AN_HOUR)
        if not replace and recent.count() >= LINKS_AN_HOUR:
            raise Refusal(_("Le lien vient d’être envoyé plusieurs fois. Attendez une heure."), code="often")
        return tell(registration, "link", from_organiser=True)
