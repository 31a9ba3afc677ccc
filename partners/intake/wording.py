"""What an import says, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Why nothing was read at all.
FAILURES = {
    "empty": gettext_lazy("Ce fichier est vide."),
    "large": gettext_lazy("Ce fichier est trop grand : 20 Mo au plus."),
    "heavy": gettext_lazy("Ce fichier demande trop de calculs : rien n’en a été repris."),
    "broken": gettext_lazy("Ce fichier est abîmé : rien n’en a été repris."),
    "many": gettext_lazy("Ce fichier a plus de 20 000 lignes : partagez-le."),
    "nothing": gettext_lazy("Ce fichier ne contient aucune ligne à reprendre."),
    "encoding": gettext_lazy("Les caractères de ce fichier ne se lisent pas : enregistrez-le en UTF-8."),
    "not_json": gettext_lazy("Ce fichier n’est pas du JSON : il s’arrête avant sa fin, ou une virgule manque."),
    "not_table": gettext_lazy("Ce n’est pas un classeur : nous lisons HSDS 3.1 (JSON), CSV et Excel (.xlsx)."),
    "no_heading": gettext_lazy("La première ligne de ce tableau ne donne pas le nom des colonnes."),
    "heading_twice": gettext_lazy("Deux colonnes de ce tableau ont le même nom."),
    "unknown_heading": gettext_lazy(
        "Aucune colonne de ce tableau n’est reconnue : prenez celles du tableau de l’annuaire."
    ),
}
# What is said of one line; %(…)s are the facts.
SENTENCES = {
    "not_json": gettext_lazy("Cette ligne n’est pas du JSON."),
    "not_object": gettext_lazy("Cet élément n’est pas un objet."),
    "deep": gettext_lazy("Cet élément est emboîté trop profondément."),
    "quotes": gettext_lazy("Un guillemet n’est pas refermé : ce qui suit ne se lit pas."),
    "cells": gettext_lazy("Cette ligne a plus de cases que de colonnes."),
    "kind": gettext_lazy("Ni une organisation, ni un service."),
    "text": gettext_lazy("Ceci n’est pas un texte."),
    "number": gettext_lazy("Écrivez un nombre."),
    "name": gettext_lazy("Donnez un nom."),
    "hours": gettext_lazy("Écrivez les heures ainsi : lundi, mardi 09:00–17:00 ; vendredi 09:00–12:00."),
    "postal_code": gettext_lazy("Donnez un code postal."),
    "address": gettext_lazy("Écrivez l’adresse ainsi : rue Haute 12, 1000 Bruxelles."),
    "otherwise": gettext_lazy("Dit autrement à la ligne %(line)s : les deux ne peuvent pas valoir."),
    "no_owner": gettext_lazy("Son organisation n’est ni dans ce fichier, ni dans l’annuaire."),
    "owner_refused": gettext_lazy("Son organisation est refusée."),
    "owner_waits": gettext_lazy("Attend que vous décidiez pour son organisation."),
    "number_taken": gettext_lazy("Un autre partenaire a déjà ce numéro d’entreprise."),
    "number_twice": gettext_lazy("Un autre partenaire de ce fichier a ce numéro d’entreprise."),
    "target_twice": gettext_lazy("La ligne %(line)s parle déjà de cette fiche."),
    "other_owner": gettext_lazy("Ce service appartient ici à un autre partenaire : il y reste."),
    "unknown_word": gettext_lazy("Inconnu ici, laissé de côté : « %(word)s »."),
    "unknown_parent": gettext_lazy("L’organisation dont celle-ci dépend n’est ni dans ce fichier, ni ici."),
    "hours_kept": gettext_lazy("Des heures ne se disent pas ainsi ici, laissées de côté."),
    "confidential": gettext_lazy("L’adresse est confidentielle ici : elle reste comme elle est."),
    "unpublished": gettext_lazy("En préparation ici : un import ne publie pas ce que quelqu’un a retenu."),
    "no_kind": gettext_lazy("Sorte non dite : « Association »."),
    "recognised": gettext_lazy("Reconnu par son nom et son adresse."),
    "owner_left": gettext_lazy("Son organisation est laissée de côté."),
    "place_left": gettext_lazy("Rien de ce qui est repris ne se trouve là."),
}
# What happened to an import meanwhile.
NOTES = {
    "changed": gettext_lazy("L’annuaire a changé entre-temps. Rien n’a été écrit : regardez les lignes à nouveau."),
    "held": gettext_lazy("Des lignes sont refusées ou à décider : reprenez le reste sans elles, ou corrigez-les."),
}
FIELDS = {
    "": "",
    "kind": gettext_lazy("sorte"),
    "name": gettext_lazy("nom"),
    "other_name": gettext_lazy("nom dans l’autre langue"),
    "summary": gettext_lazy("en une phrase"),
    "description": gettext_lazy("description"),
    "email": gettext_lazy("adresse e-mail"),
    "phone": gettext_lazy("téléphone"),
    "website": gettext_lazy("site web"),
    "url": gettext_lazy("page web"),
    "legal_form": gettext_lazy("forme juridique"),
    "enterprise_number": gettext_lazy("numéro d’entreprise (BCE)"),
    "audiences": gettext_lazy("publics"),
    "languages": gettext_lazy("langues parlées"),
    "themes": gettext_lazy("thèmes"),
    "quartier": gettext_lazy("quartier"),
    "parent": gettext_lazy("dépend de"),
    "places": gettext_lazy("lieux"),
    "hours": gettext_lazy("heures d’ouverture"),
    "eligibility": gettext_lazy("pour qui"),
    "application": gettext_lazy("comment faire"),
    "fees": gettext_lazy("prix"),
    "documents": gettext_lazy("documents à apporter"),
    "status": gettext_lazy("état"),
    "minimum_age": gettext_lazy("à partir de (ans)"),
    "maximum_age": gettext_lazy("jusqu’à (ans)"),
    "fee": gettext_lazy("prix (€)"),
    "directions": gettext_lazy("comment venir et entrer"),
    "street": gettext_lazy("rue et numéro"),
    "postal_code": gettext_lazy("code postal"),
    "municipality": gettext_lazy("commune"),
    "latitude": gettext_lazy("latitude"),
    "longitude": gettext_lazy("longitude"),
    "features": gettext_lazy("accessibilité"),
    "closes": gettext_lazy("heures d’ouverture"),
}
KINDS = {
    "partner": gettext_lazy("Partenaire"),
    "service": gettext_lazy("Service"),
    "place": gettext_lazy("Lieu"),
    "": gettext_lazy("Ligne"),
}


def failure_words(code):
    """Why nothing was read, as a sentence."""
    return str(FAILURES.get(code, FAILURES["broken"]))


def note_words(code):
    """What happened meanwhile, or ""."""
    return str(NOTES.get(code) or FAILURES.get(code, ""))


def sentence(code, facts=None):
    """What is said of one line."""
    return str(SENTENCES[code]) % (facts or {})


def field_words(name):
    return str(FIELDS.get(name, name))


def shown(name, value):
    """A fact as people read it, on a few lines."""
    if value in (None, "", []):
        return "–"
    if name == "hours":
        return "\n".join(_hours(each) for each in value)
    if name in ("kind", "legal_form", "status"):
        return _choice(name, value)
    if name == "features":
        return ", ".join(f"{code} : {found}" for code, found in value)
    if name == "fee":
        return _("gratuit") if float(value) == 0 else f"{value} €"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _choice(name, value):
    from ..models import LegalForm, PartnerKind, ServiceStatus

    labels = dict({"kind": PartnerKind, "legal_form": LegalForm, "status": ServiceStatus}[name].choices)
    return str(labels.get(value, value))


def _hours(row):
    from ..models import Weekday

    days, opens, closes, starts, ends, every, _attending, note = row
    said = [", ".join(str(Weekday(day).label) for day in days), f"{opens}–{closes}"]
    said += [f"{starts or '…'} → {ends or '…'}"] if starts or ends else []
    said += [f"1/{every}"] if every > 1 else []
    return " ".join([*said, note]).strip()
