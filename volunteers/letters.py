"""Letters to volunteers: which are due, and what each says when it leaves."""

from dataclasses import dataclass
from datetime import timedelta

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.letters import day_and_hours, where_lines
from portal.kit.contact import display_phone
from portal.kit.letters import post
from portal.kit.links import link_token
from portal.kit.site import absolute, identity

from .models import Need, ShiftState, SignUp, SignUpState, VolunteerLetter

LINK = "volunteer"
LINKS_AN_HOUR, AN_HOUR = 3, timedelta(hours=1)


def tell(volunteer, kind, *, sign_ups=(), **facts):
    """Write the letter `kind` about these SignUps; without an e-mail address it becomes a call."""
    if volunteer.anonymised_at:
        return None
    letter = VolunteerLetter(
        volunteer=volunteer,
        kind=kind,
        address=volunteer.email,
        language=volunteer.language,
        facts={"sign_ups": [row.pk for row in sign_ups], **facts},
    )
    return post(letter)


def tell_again(volunteer, *, email):
    """Send the link once more, to the address that we know and that was typed; at most three times an hour."""
    if not volunteer.email or email != volunteer.email:
        return None
    recent = volunteer.letters.filter(kind="link", created_at__gt=timezone.now() - AN_HOUR).count()
    return tell(volunteer, "link") if recent < LINKS_AN_HOUR else None


def tell_promoted(sign_ups):
    """Tell each that the place is theirs now."""
    for row in sign_ups:
        tell(row.volunteer, "promoted", sign_ups=[row])


def managing_path(volunteer):
    """The address of the volunteer's own page, in the active language; computed, never stored."""
    return reverse("benevole", args=[link_token(volunteer, purpose=LINK)])


@dataclass(frozen=True)
class ShiftLine:
    """A shift as letters and pages say it."""

    title: str
    role: str
    when: str
    where: list
    awaits: str
    state: str


def shift_line(need, language, *, state=""):
    """The ShiftLine of a Need loaded with_shift(). awaits: who is there, and how to call them."""
    shift, mission = need.shift, need.shift.mission
    text = mission.text(language)
    place = shift.where
    contact = ", ".join(filter(None, [mission.contact_name, display_phone(mission.contact_phone)]))
    return ShiftLine(
        title=text.name if text else mission.slug,
        role=need.role.name(language),
        when=day_and_hours(shift.starts_at, shift.ends_at),
        where=where_lines(place, language, meeting="", unnamed=False) if place else [],
        awaits=contact,
        state=state,
    )


def compose(letter):
    """(subject, text, html, attachments) in the active language, or None when nothing of it is true any more."""
    volunteer, language = letter.volunteer, get_language()
    if volunteer.anonymised_at:
        return None
    told = _told(letter, language)
    if told is None:
        return None
    context = {
        "site": identity(language),
        "heading": HEADINGS[letter.kind](),
        "sentence": SENTENCES[letter.kind](),
        "greeting_name": volunteer.name,
        "managing_url": absolute(managing_path(volunteer)),
        "language": language,
        **told,
    }
    name = "letters/volunteer_shifts"
    plain, html = render_to_string(f"{name}.txt", context), render_to_string(f"{name}.html", context)
    return _subject(letter, told), plain, html, _attachments(letter, language)


def _told(letter, language):
    """What it is about, as things stand: kept, waiting, lost and refused lines; None when nothing is left to say."""
    rows = _rows(letter)
    needs = {need.pk: need for need in Need.objects.filter(pk__in=_need_ids(letter, rows)).with_shift()}
    lost = letter.kind in ("withdrawn", "off")
    said = {"kept": [], "waiting": [], "lost": [], "refused": []}
    for row in rows:
        line = shift_line(needs[row.need_id], language, state=row.state)
        if row.state == SignUpState.CANCELLED or row.shift.state == ShiftState.CANCELLED:
            if lost or letter.kind == "moved":
                said["lost"].append(line)
        elif not lost:
            said["kept" if row.state == SignUpState.CONFIRMED else "waiting"].append(line)
    for refused in letter.facts.get("refused", []):
        if refused["need"] in needs:
            line = shift_line(needs[refused["need"]], language)
            said["refused"].append({"line": line, "why": refused["why"]})
    if letter.kind != "link" and not any(said.values()):
        return None
    return {**said, "reason": letter.facts.get("reason", "")}


def _rows(letter):
    """The sign-ups that a letter is about; for the link alone, all that is to come."""
    rows = SignUp.objects.filter(volunteer=letter.volunteer).select_related("shift").in_order()
    if letter.kind == "link":
        return list(rows.active().filter(shift__ends_at__gt=timezone.now()))
    return list(rows.filter(pk__in=letter.facts.get("sign_ups", [])))


def _need_ids(letter, rows):
    return {row.need_id for row in rows} | {each["need"] for each in letter.facts.get("refused", [])}


def _subject(letter, told):
    lines = [*told["kept"], *told["waiting"], *told["lost"], *(each["line"] for each in told["refused"])]
    heading = HEADINGS[letter.kind]()
    return _("%(heading)s : %(title)s") % {"heading": heading, "title": lines[0].title} if lines else heading


def _attachments(letter, language):
    from .calendar import calendar_of

    kept = [row.pk for row in _rows(letter) if row.state == SignUpState.CONFIRMED]
    if not kept or letter.kind in ("withdrawn", "off"):
        return []
    content = calendar_of(letter.volunteer, language, only=kept)
    return [("maillage.ics", content, "text/calendar; charset=utf-8; method=PUBLISH")]


HEADINGS = {
    "signed_up": lambda: _("Vos créneaux de bénévolat"),
    "promoted": lambda: _("Une place s’est libérée pour vous"),
    "withdrawn": lambda: _("Créneaux rendus"),
    "off": lambda: _("Créneau annulé"),
    "moved": lambda: _("Créneau déplacé"),
    "lowered": lambda: _("Votre place est redevenue incertaine"),
    "link": lambda: _("Vos créneaux de bénévolat"),
}
SENTENCES = {
    "signed_up": lambda: _("Merci ! Voici ce que nous avons noté."),
    "promoted": lambda: _("Ce créneau est à vous. On vous attend."),
    "withdrawn": lambda: _("C’est noté : vous n’êtes plus attendu à ces créneaux. Merci de l’avoir dit."),
    "off": lambda: _("Ce créneau n’aura pas lieu : ne venez pas pour rien."),
    "moved": lambda: _("Ce créneau a changé. Si cela ne vous va pas, dites-le par le lien ci-dessous."),
    "lowered": lambda: _(
        "Il faut moins de personnes que prévu. Vous êtes sur la liste d’attente, avec votre rang : dès qu’une place "
        "se libère, elle est à vous."
    ),
    "link": lambda: _("Voici le lien pour voir vos créneaux, en rendre ou en ajouter."),
}
