"""What the law says to volunteers, shown beside the missions. It is read, and nothing of the reader's is kept."""

from django.utils.translation import gettext as _


def guidance():
    """[{title, text}] of what is said beside every sign-up."""
    return [
        {
            "title": _("Ce que l’on vous doit"),
            "text": _(
                "Avant de commencer, l’organisation vous informe par écrit : son but, l’assurance qui vous "
                "couvre, qui répond d’un dommage, les frais remboursés et la discrétion attendue. C’est la loi "
                "du 3 juillet 2005 relative aux droits des volontaires."
            ),
        },
        {
            "title": _("Si vous recevez une allocation"),
            "text": _(
                "Au chômage, déclarez votre bénévolat à l’ONEM avec le formulaire C45B avant de commencer. "
                "En incapacité de travail, demandez l’avis du médecin-conseil. Avec un revenu d’intégration, "
                "prévenez votre CPAS. Nous ne vous demanderons pas votre situation et nous n’en gardons rien."
            ),
        },
        {
            "title": _("Si vous demandez l’asile"),
            "text": _(
                "Dites-le d’abord à votre centre ou à votre assistant social : c’est permis, il faut le déclarer."
            ),
        },
    ]
