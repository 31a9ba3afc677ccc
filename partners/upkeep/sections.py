"""The sections of a record that its own people change, each on a page of its own."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.kit.texts import language_name

from ..models import Partner, Presence
from .change_form import ChangeForm
from .forms import WRITTEN, ContactForm, PublicsForm, ServiceFactsForm, TextsForm, WayInForm
from .week_form import WeekForm

CONTACT, FACTS, PUBLICS, WAY_IN, HOURS, CHANGES = "joindre", "service", "publics", "venir", "heures", "avis"
TEXTS = "textes-"


@dataclass(frozen=True)
class Section:
    """code: the last word of its address. form: a SectionForm; options: what it is made with besides its owner."""

    code: str
    label: str
    form: type
    options: dict = field(default_factory=dict)


def sections_of(owner, *, way_in=False):
    """[Section] of a Partner or Service. way_in: whether the words about its seat are the partner's own to change."""
    first = (CONTACT, ContactForm) if isinstance(owner, Partner) else (FACTS, ServiceFactsForm)
    pages = [first, (HOURS, WeekForm), (CHANGES, ChangeForm), (PUBLICS, PublicsForm)]
    pages += [(WAY_IN, WayInForm)] if way_in else []
    sections = [Section(code, label_of(code), form) for code, form in pages]
    words = [Section(f"{TEXTS}{code}", label_of(f"{TEXTS}{code}"), TextsForm, {"language": code}) for code in WRITTEN]
    return sections[:3] + words + sections[3:]


def label_of(code):
    """What the section is called, for readers of the active language."""
    if code.startswith(TEXTS):
        return _("Textes en %(language)s") % {"language": language_name(code.removeprefix(TEXTS), get_language())}
    return {
        CONTACT: _("Téléphone, e-mail, site"),
        FACTS: _("État, prix, comment demander"),
        HOURS: _("Heures d’ouverture"),
        CHANGES: _("Fermetures et avis"),
        PUBLICS: _("Publics, langues, thèmes"),
        WAY_IN: _("Comment venir et entrer"),
    }.get(code, code)


def own_seat(partner):
    """Whether the partner alone uses its seat, and shows it: nobody writes the way into somebody else's house."""
    if partner.place_id is None or partner.place.confidential:
        return False
    others = Partner.objects.filter(place=partner.place_id).exclude(pk=partner.pk)
    guests = Presence.objects.filter(place=partner.place_id).exclude(Q(partner=partner) | Q(service__partner=partner))
    return not others.exists() and not guests.exists()


# Where a member mends what a Hint says; what is not here is the City's, or a report.
_OF_HINT = {
    "phone": CONTACT, "hours": HOURS, "languages": PUBLICS, "audiences": PUBLICS, "themes": PUBLICS,
    "channels": FACTS, "fee": FACTS,
}  # fmt: skip


def section_of_hint(hint):
    """The code of the section where a quality.Hint is mended; "" when none is."""
    if hint.code in ("summary", "description"):
        return f"{TEXTS}{get_language()}"
    if hint.code.startswith("text-"):
        return f"{TEXTS}{hint.code.removeprefix('text-')}"
    return _OF_HINT.get(hint.code, "")
