"""How often one may register from one place: a machine is slowed down, a library or a school is not."""

from math import ceil

from django.utils.translation import ngettext

from portal.kit.contact import normalise_email
from portal.kit.limits import client_address, window_ends_in, within

# One library or cité may share one address: only a machine registers this often (DESIGN: 500 at once must pass).
ADDRESS_LIMIT, ADDRESS_SECONDS = 2000, 600
CONTACT_LIMIT, CONTACT_SECONDS = 200, 3600  # a school registers a year's pupils under its own address


def too_often(what, request, form):
    """Counts one more; the sentence that says how long to wait when that is too many, else the empty string."""
    contact = normalise_email(form.cleaned_data["email"]) or form.cleaned_data["phone"]
    address = client_address(request)
    if not within(what, address, limit=ADDRESS_LIMIT, seconds=ADDRESS_SECONDS):
        return _wait(ADDRESS_SECONDS)
    if not within(f"{what}-contact", f"{address} {contact}", limit=CONTACT_LIMIT, seconds=CONTACT_SECONDS):
        return _wait(CONTACT_SECONDS)
    return ""


def _wait(window):
    minutes = ceil(window_ends_in(window) / 60)
    sentence = ngettext(
        "Beaucoup d’inscriptions viennent d’ici en ce moment. Réessayez dans %(minutes)s minute, ou téléphonez.",
        "Beaucoup d’inscriptions viennent d’ici en ce moment. Réessayez dans %(minutes)s minutes, ou téléphonez.",
        minutes,
    )
    return sentence % {"minutes": minutes}
