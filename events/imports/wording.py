"""What a calendar's reading and its reports say, in the reader's language."""

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.templatetags.wording import day_words_year, hour

# Why nothing was read at all.
FAILURES = {
    "address": gettext_lazy("Cette adresse ne se lit pas. Elle commence par https:// ou webcal://."),
    "sign_in": gettext_lazy(
        "Cette adresse contient un mot de passe. Donnez une adresse de partage, sans mot de passe."
    ),
    "port": gettext_lazy("Cette adresse passe par une porte inhabituelle, que nous n’ouvrons pas."),
    "unknown_host": gettext_lazy("Le serveur de cette adresse est introuvable."),
    "private": gettext_lazy("Cette adresse mène à un réseau privé : nous ne pouvons pas la lire."),
    "redirects": gettext_lazy("Cette adresse renvoie sans fin vers d’autres."),
    "certificate": gettext_lazy("Le certificat du serveur n’est pas valable."),
    "unreachable": gettext_lazy("Le serveur ne répond pas."),
    "slow": gettext_lazy("Le serveur répond trop lentement."),
    "cut": gettext_lazy("Le calendrier s’arrête avant sa fin : rien n’en a été repris."),
    "large": gettext_lazy("Ce calendrier est trop grand : 10 Mo au plus."),
    "type": gettext_lazy("Cette adresse mène à autre chose qu’un calendrier."),
    "gone": gettext_lazy("Il n’y a rien, ou plus rien, à cette adresse."),
    "refused": gettext_lazy("Le serveur refuse de donner ce calendrier. Est-il bien partagé ?"),
    "server": gettext_lazy("Le serveur du calendrier est en panne."),
    "empty": gettext_lazy("Ce fichier est vide."),
    "not_calendar": gettext_lazy("Ce n’est pas un calendrier : nous lisons iCalendar (.ics) et OpenAgenda (JSON)."),
    "broken": gettext_lazy("Ce calendrier est abîmé : rien n’en a été repris."),
    "many": gettext_lazy("Ce calendrier a plus de 10 000 activités : partagez-en une partie."),
    "heavy": gettext_lazy("Ce calendrier demande trop de calculs : rien n’en a été repris."),
    "no_file": gettext_lazy("Le fichier a déjà été lu : envoyez-le à nouveau."),
    "lost_address": gettext_lazy("L’adresse de ce calendrier n’est plus lisible : ajoutez-le à nouveau."),
}
# What is said of one event; %(…)s are the facts.
NOTICES = {
    "private": gettext_lazy("Marquée privée dans le calendrier : laissée de côté."),
    "untitled": gettext_lazy("Sans titre : laissée de côté."),
    "undated": gettext_lazy("Sans date lisible : laissée de côté."),
    "unreadable": gettext_lazy("Ne se lit pas : laissée de côté."),
    "rule": gettext_lazy("Se répète d’une façon que nous ne suivons pas (par heure ou par minute) : laissée de côté."),
    "series_heavy": gettext_lazy("Sa répétition demande trop de calculs : laissée de côté."),
    "series_long": gettext_lazy("Série très longue : ses %(count)s premières dates sont reprises."),
    "many_dates": gettext_lazy("Le calendrier a plus de %(count)s dates : laissée de côté."),
    "too_long": gettext_lazy("Une date dure %(days)s jours d’affilée ; nous allons jusqu’à 30 : laissée de côté."),
    "uid_repeated": gettext_lazy(
        "Plusieurs activités ont le même identifiant : chacune est reconnue à sa date et son titre."
    ),
    "all_day": gettext_lazy("Toute la journée : précisez les heures si vous le pouvez."),
    "floating": gettext_lazy("Sans fuseau horaire connu : lue à l’heure de Bruxelles."),
    "no_end": gettext_lazy("Sans heure de fin : comptée pour une heure."),
    "place_unknown": gettext_lazy("Lieu inconnu ici : « %(place)s ». Choisissez-le dans les correspondances."),
    "place_missing": gettext_lazy("Sans lieu : choisissez un lieu habituel."),
    "removed_here": gettext_lazy("Supprimée ici : elle n’est pas recréée."),
    "locked": gettext_lazy("Verrouillée par la rédaction : elle suivra quand elle sera libre."),
    "withdrawn": gettext_lazy("Retirée du site : elle ne suit plus le calendrier."),
    "kept": gettext_lazy("Modifié ici, donc gardé : %(fields)s."),
    "date_kept": gettext_lazy("La date du %(when)s a été changée ici : elle reste comme elle est."),
    "date_unknown": gettext_lazy("La date du %(when)s n’est plus reconnue ici : elle reste comme elle est."),
    "date_refused": gettext_lazy("La date du %(when)s n’a pas pu suivre : %(reason)s"),
    "date_gone": gettext_lazy(
        "La date du %(when)s n’est plus dans le calendrier ; elle reste ici tant que personne n’en décide."
    ),
    "event_gone": gettext_lazy("N’est plus dans le calendrier ; elle reste ici tant que personne n’en décide."),
    "publish_refused": gettext_lazy("La publication a été refusée : %(reason)s"),
    "draft_refused": gettext_lazy("Reste un brouillon : %(reason)s"),
    "error": gettext_lazy("Une erreur l’a empêchée de suivre ; la prochaine lecture essaiera à nouveau."),
}
FIELDS = {
    "title": gettext_lazy("titre"),
    "summary": gettext_lazy("résumé"),
    "body": gettext_lazy("texte"),
    "kind": gettext_lazy("type"),
    "themes": gettext_lazy("thèmes"),
    "audiences": gettext_lazy("publics"),
    "place": gettext_lazy("lieu"),
    "online_url": gettext_lazy("adresse en ligne"),
    "rules": gettext_lazy("dates"),
}


def failure_words(code):
    """Why nothing was read, as a sentence."""
    return str(FAILURES.get(code, FAILURES["broken"]))


def notice_words(code, facts):
    """What is said of one event, as a sentence."""
    if code in ("past", "far", "more"):
        return _counted(code, facts["count"])
    facts = dict(facts)
    if "when" in facts:
        moment = parse_datetime(facts["when"])
        facts["when"] = f"{day_words_year(moment)}, {hour(moment)}"
    if "fields" in facts:
        facts["fields"] = ", ".join(_field(name) for name in facts["fields"])
    return str(NOTICES[code]) % facts if code in NOTICES else ""


def _field(name):
    language, _colon, word = name.partition(":")
    return f"{FIELDS[word]} ({language})" if word else str(FIELDS[name])


def _counted(code, count):
    words = {
        "past": ngettext(
            "%(count)s activité passée, laissée de côté.", "%(count)s activités passées, laissées de côté.", count
        ),
        "far": ngettext(
            "%(count)s activité à plus de dix-huit mois, laissée de côté pour l’instant.",
            "%(count)s activités à plus de dix-huit mois, laissées de côté pour l’instant.",
            count,
        ),
        "more": ngettext("Et %(count)s remarque de plus.", "Et %(count)s remarques de plus.", count),
    }
    return words[code] % {"count": count}


def counts_words(counts):
    """« 3 nouvelles · 1 déplacée », or that nothing changed."""
    said = [
        (ngettext("%(count)s nouvelle", "%(count)s nouvelles", counts.get("new", 0)), "new"),
        (ngettext("%(count)s modifiée", "%(count)s modifiées", counts.get("changed", 0)), "changed"),
        (ngettext("%(count)s déplacée", "%(count)s déplacées", counts.get("moved", 0)), "moved"),
        (ngettext("%(count)s annulée", "%(count)s annulées", counts.get("cancelled", 0)), "cancelled"),
        (ngettext("%(count)s disparue", "%(count)s disparues", counts.get("gone", 0)), "gone"),
        (ngettext("%(count)s refusée", "%(count)s refusées", counts.get("refused", 0)), "refused"),
        (ngettext("%(count)s inchangée", "%(count)s inchangées", counts.get("unchanged", 0)), "unchanged"),
    ]
    found = [words % {"count": counts[name]} for words, name in said if counts.get(name)]
    return " · ".join(found) or _("Rien de nouveau.")


WHAT = {
    "new": gettext_lazy("Nouvelle"),
    "changed": gettext_lazy("Modifiée"),
    "moved": gettext_lazy("Déplacée"),
    "cancelled": gettext_lazy("Annulée"),
    "gone": gettext_lazy("Disparue"),
    "refused": gettext_lazy("Refusée"),
    "note": gettext_lazy("Remarque"),
}
