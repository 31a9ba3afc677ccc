"""What becomes of the data of whoever registers, in words: beside the form, and on the page about personal data.

The times are those of EventSettings, so that changing one there changes what is promised here.
"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import OrientationSettings

from .models import EventSettings
from .retention import NEEDS_DAYS


def notice(form, events):
    """What events/_privacy_notice.html says beside a form that registers for `events`: only of what this form asks.

    employer: whether somebody at the employer's is written to; times: sentences, the first about name and contact.
    """
    settings = EventSettings.load()
    times = [
        ngettext(
            "%(months)s mois après l’activité, puis votre nom et vos coordonnées sont effacés.",
            "%(months)s mois après l’activité, puis votre nom et vos coordonnées sont effacés.",
            settings.registration_months,
        )
        % {"months": settings.registration_months}
    ]
    if any(event.waiting_list for event in events):
        times.append(_("Sur la liste d’attente : %(time)s.") % {"time": _days(settings.waiting_days)})
    if "needs" in form.fields:
        times.append(_("Vos besoins : %(time)s.") % {"time": _days(NEEDS_DAYS)})
    if form.questions:
        longest = max(question.keep_days for question in form.questions)
        times.append(_("Vos réponses à l’organisateur : au plus %(time)s.") % {"time": _days(longest)})
    if any(event.gives_attestation for event in events):
        years = {"time": _years(settings.attestation_years)}
        times.append(_("L’attestation, si vous en recevez une, garde votre nom %(time)s.") % years)
    return {"href": reverse("donnees-personnelles"), "employer": "approver_email" in form.fields, "times": times}


def kept():
    """[(what, how long)] of everything that the portal keeps about people, in words."""
    settings = EventSettings.load()
    months = ngettext(
        "%(months)s mois après l’activité. Ensuite les noms, les dates de naissance, les contacts et les remarques "
        "sont effacés ; il reste des nombres, sans nom.",
        "%(months)s mois après l’activité. Ensuite les noms, les dates de naissance, les contacts et les remarques "
        "sont effacés ; il reste des nombres, sans nom.",
        settings.registration_months,
    )
    return [
        (_("Une inscription, les présences et nos messages"), months % {"months": settings.registration_months}),
        (_("Une place sur la liste d’attente"), f"{_days(settings.waiting_days)}."),
        (_("Ce dont vous avez besoin sur place"), f"{_days(NEEDS_DAYS)}."),
        (
            _("Vos réponses et vos fichiers"),
            _("Le temps que l’organisateur fixe pour sa question, jamais plus longtemps que l’inscription."),
        ),
        (
            _("Une attestation ou un certificat"),
            _("%(time)s, avec votre nom et votre adresse e-mail : ce papier prouve des heures à un employeur.")
            % {"time": _years(settings.attestation_years)},
        ),
        (
            _("Un message écrit par l’organisateur"),
            _("%(time)s après son envoi.") % {"time": _months(settings.message_months)},
        ),
        (
            _("Votre avis après une activité"),
            _(
                "Il est anonyme dès le départ : rien ne dit qui l’a écrit. "
                "Il est effacé %(time)s après la dernière date de l’activité."
            )
            % {"time": _months(settings.opinion_months)},
        ),
        (
            _("Une orientation vers un service, envoyée pour vous par un professionnel"),
            _(
                "%(time)s après sa clôture, puis votre nom, vos contacts et les mots sont effacés ; "
                "il reste des dates. Le lien que vous avez reçu efface tout, tout de suite."
            )
            % {"time": _plain_days(OrientationSettings.load().keep_days)},
        ),
        (_("Votre espace"), _("Tant que vous le gardez. Vous pouvez l’effacer vous-même, tout de suite.")),
        (_("Un compte du personnel ou d’un partenaire"), _("Tant qu’il sert, avec l’historique des publications.")),
    ]


def _days(number):
    return ngettext("%(days)s jour après l’activité", "%(days)s jours après l’activité", number) % {"days": number}


def _plain_days(number):
    return ngettext("%(days)s jour", "%(days)s jours", number) % {"days": number}


def _months(number):
    return ngettext("%(months)s mois", "%(months)s mois", number) % {"months": number}


def _years(number):
    return ngettext("%(years)s an", "%(years)s ans", number) % {"years": number}
