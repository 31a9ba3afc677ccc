"""What a record lacks, in the order in which it helps visitors. A loaded record in, hints out; no query, no clock."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.texts import OFFICIAL_LANGUAGES, language_name

from ..models import PartnerKind

SHORT = 80  # characters of a description that says too little
CARED_FOR = (PartnerKind.CRECHE, PartnerKind.ECOLE)


@dataclass(frozen=True)
class Hint:
    """One thing to add. field: where the admin's form has it; `features` are the place's own, "" is no field."""

    code: str
    sentence: str
    field: str


def hints(partner):
    """[Hint] of a partner with texts, hours, themes, logo, pictures and place loaded; what helps most, first."""
    return [
        *_where_and_when(partner),
        *_words(partner),
        *_further(partner),
    ]


def service_hints(service):
    """[Hint] of a service with its texts and those of its partner loaded."""
    asked = service.channels or service.phone or service.email or service.url
    priced = service.is_free or service.fee is not None or _any(service, "fees")
    return [
        *_missing_languages(service.texts.all()),
        *_when(not asked, "channels", _("Dites comment demander ce service."), "channels"),
        *_when(not service.audiences, "audiences", _("Dites pour qui c’est."), "audiences"),
        *_when(not priced, "fee", _("Dites le prix."), "fee"),
    ]


def _where_and_when(partner):
    reached = partner.phone or partner.email
    return [
        *_when(partner.place_id is None, "place", _("Dites où vous êtes."), "place"),
        *_when(not reached, "phone", _("Donnez un téléphone ou une adresse e-mail."), "phone"),
        *_when(not partner.hours.all(), "hours", _("Dites vos heures d’ouverture."), "hours"),
    ]


def _words(partner):
    texts = partner.texts.all()
    longest = max((len(text.description) for text in texts), default=0)
    return [
        *_missing_languages(texts),
        *_when(not _any(partner, "summary"), "summary", _("Dites en une phrase ce que vous faites."), "texts"),
        *_when(longest < SHORT, "description", _("Présentez-vous en quelques lignes."), "texts"),
    ]


def _further(partner):
    unseen = partner.place is not None and not partner.place.features.all()
    image = partner.logo or next((each.image for each in partner.pictures.all()), None)
    nameless = image is not None and not image.decorative and not (image.alt_fr and image.alt_nl)
    uncared = partner.kind in CARED_FOR and partner.enrolment_channel_id is None
    return [
        *_when(uncared, "channel", _("Dites où l’on demande une place."), "enrolment_channel"),
        *_when(unseen, "access", _("Faites vérifier l’accessibilité du lieu."), "features"),
        *_when(not partner.phone and partner.email, "phone", _("Donnez aussi un téléphone."), "phone"),
        *_when(not partner.languages, "languages", _("Dites quelles langues on parle chez vous."), "languages"),
        *_when(not partner.audiences, "audiences", _("Dites pour qui c’est."), "audiences"),
        *_when(not partner.themes.all(), "themes", _("Choisissez des thèmes : on vous trouve par eux."), "themes"),
        *_when(image is None, "image", _("Ajoutez un logo ou une photo."), "logo"),
        *_when(nameless, "alt", _("Décrivez l’image pour qui ne la voit pas, en français et en néerlandais."), "logo"),
        *_when(partner.confirmed_at is None, "confirmed", _("Confirmez que tout est exact."), ""),
    ]


def _missing_languages(texts):
    there = {text.language for text in texts}
    return [
        Hint(
            f"text-{code}",
            _("Écrivez aussi le texte en %(language)s.") % {"language": language_name(code, get_language())},
            "texts",
        )
        for code in OFFICIAL_LANGUAGES
        if code not in there
    ]


def _when(lacks, code, sentence, field):
    return [Hint(code, sentence, field)] if lacks else []


def _any(row, name):
    return any(getattr(text, name) for text in row.texts.all())
