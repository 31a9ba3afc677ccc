"""What helps staff decide whether somebody who asks for a partner is of that partner."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.contact import normalise_email

from .duplicates import resembling

# Anybody may have an address there: it says nothing of whom one works for.
EVERYBODYS = frozenset(
    ("gmail.com", "hotmail.com", "hotmail.be", "outlook.com", "outlook.be", "live.be", "yahoo.com", "yahoo.fr",
     "icloud.com", "proton.me", "protonmail.com", "skynet.be", "telenet.be", "voo.be", "proximus.be", "gmx.net")
)  # fmt: skip


def same_house(email, partner):
    """Whether the address is the partner's own, or of the domain of its address or website."""
    address = normalise_email(email)
    if partner.email and address == normalise_email(partner.email):
        return True
    domain = address.rpartition("@")[2]
    return bool(domain) and domain not in EVERYBODYS and domain in _domains(partner)


def _domains(partner):
    host = partner.website.partition("://")[2].partition("/")[0].partition(":")[0].lower()
    known = {host.removeprefix("www."), normalise_email(partner.email).rpartition("@")[2]}
    return {domain for domain in known if domain}


def signs(request):
    """[(speaks for it, sentence)] about an AccessRequest."""
    partner = request.partner
    people = partner.memberships.filter(user__is_active=True).count()
    own = same_house(request.user.email, partner)
    told = [
        (own, _("L’adresse e-mail est celle du partenaire, ou de son domaine.") if own
         else _("L’adresse e-mail n’est pas du domaine du partenaire : téléphonez au numéro de la fiche."))
    ]  # fmt: skip
    if people:
        said = ngettext("%(count)s personne parle déjà pour lui.", "%(count)s personnes parlent déjà pour lui.", people)
        told.append((True, said % {"count": people}))
    else:
        told.append((False, _("Personne ne parle encore pour lui : la première personne devrait recevoir la gestion.")))
    for _pair, other in resembling(partner):
        told.append((False, _("Cette fiche ressemble à « %(name)s » : est-ce la bonne ?") % {"name": str(other)}))
    return told
