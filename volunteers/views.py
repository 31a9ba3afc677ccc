"""What volunteers find here."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.kit.site import identity


@require_safe
def volunteering(request):
    """What volunteers will find, when, and whom to ask until then."""
    return render(request, "volunteers/volunteering.html", volunteering_context(identity(get_language())))


def volunteering_context(site):
    """The context of volunteers/volunteering.html. site: an Identity."""
    return {
        "title": _("Bénévolat"),
        "intro": _("Donner deux heures ou une saison, près de chez vous, avec des gens qui vous attendent."),
        "sections": [
            _section(
                _("Ce que vous trouverez ici"),
                _(
                    "Des missions décrites simplement : ce qu’il y a à faire, où, avec qui, à quelles heures. "
                    "Accueillir une fête de quartier, tenir une table de conversation, accompagner à une activité "
                    "une personne qui n’ose pas venir seule."
                ),
                _(
                    "Vous choisirez un créneau, vous recevrez l’adresse et le nom de la personne qui vous attend, "
                    "et vos heures seront comptées : une attestation vous le confirmera."
                ),
            ),
            _section(
                _("Quand"),
                _(
                    "Les premières missions paraîtront avec la prochaine étape de ce portail. D’ici là, l’annuaire "
                    "dit comment joindre les associations et les maisons de quartier près de chez vous."
                ),
            ),
            _section(
                _("Ce que l’on vous doit"),
                _(
                    "Avant de commencer, l’organisation vous informe par écrit : son but, l’assurance qui vous "
                    "couvre, qui répond d’un dommage, les frais remboursés et la discrétion attendue. C’est la loi "
                    "du 3 juillet 2005 relative aux droits des volontaires."
                ),
            ),
            _section(
                _("Si vous recevez une allocation"),
                _(
                    "Au chômage, déclarez votre bénévolat à l’ONEM avec le formulaire C45B avant de commencer. "
                    "En incapacité de travail, demandez l’avis du médecin-conseil. Avec un revenu d’intégration, "
                    "prévenez votre CPAS. Nous ne vous demanderons pas votre situation et nous n’en gardons rien."
                ),
            ),
        ],
        "contact": _contact(site),
        "directory_href": reverse("annuaire"),
    }


def _section(title, *paragraphs):
    return {"title": title, "paragraphs": list(paragraphs)}


def _contact(site):
    """[{href, label}]: whom to call and to write to, each where there is one."""
    ways = [(site.phone_href, site.phone), (f"mailto:{site.email}", site.email)]
    return [{"href": href, "label": label} for href, label in ways if label]
