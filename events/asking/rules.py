"""What is asked must fit the event: the operations ask here again, whatever form was filled in."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import Membership
from portal.kit.contact import name_key, normalise_email
from portal.kit.refusal import Refusal
from portal.templatetags.wording import day_words

from ..models import Admission, ApprovalMode, AttendanceState, Declaration, EventText, ParticipantMode, Source
from .ages import has_minor, problem_of_child, problem_of_participant


def day_of(starts_at):
    """The Brussels day (date) on which ages are counted; None when no date is known."""
    return timezone.localtime(starts_at).date() if starts_at else None


def most_together(event, organisation):
    """How many persons one registration may carry: a group that says whose it is may be larger."""
    return max(event.group_max, event.party_max) if organisation and event.group_max else event.party_max


def is_group(event, party_size, organisation):
    """Whether they come as a group of an association or class, whose names come later."""
    return bool(event.group_max) and bool(organisation or party_size > event.party_max)


def check_number(event, party_size, details, *, source):
    """Raise Refusal for more persons than register together here; the desk decides for itself."""
    most = most_together(event, details.organisation)
    if source != Source.WEB or party_size <= most:
        return
    if event.group_max and party_size <= event.group_max:
        raise Refusal(
            _("Pour plus de %(most)s personnes, écrivez le nom de l’association ou de la classe.") % {"most": most},
            code="group",
        )
    raise Refusal(too_many(most), code="party")


def too_many(most):
    """The sentence for whoever comes with more persons than register together here."""
    return ngettext(
        "Ici, chacun s’inscrit pour soi : une personne par inscription.",
        "On s’inscrit ici à %(most)s personnes au plus.",
        most,
    ) % {"most": most}


def check_people(event, party_size, details, *, day, source):
    """Raise Refusal when names are missing, or an age does not fit on `day`."""
    people, children = details.participants, details.childcare
    named = event.participants != ParticipantMode.NUMBER
    group = is_group(event, party_size, details.organisation)
    if len(people) > party_size:
        raise Refusal(_("Il y a plus de noms que de personnes."), code="names")
    if named and source == Source.WEB and not group and len(people) != party_size:
        raise Refusal(_("Écrivez le nom de chaque personne qui vient."), code="names")
    if children and event.childcare_seats is None:
        raise Refusal(_("Il n’y a pas de garderie pendant cette activité."), code="childcare")
    if any(child.birth_date is None for child in children) or (
        event.participants == ParticipantMode.BIRTH
        and not group
        and any(person.birth_date is None for person in people)
    ):
        raise Refusal(_("Écrivez la date de naissance de chacun."), code="birth")
    if day is None:
        return
    problems = [problem_of_participant(event, person, day) for person in people if person.birth_date]
    problems += [problem_of_child(event, child, day) for child in children]
    wrong = [problem for problem in problems if problem]
    if wrong:
        raise Refusal(" ".join(wrong), code="age")
    if has_minor(people, day) and not details.parental:
        raise Refusal(_("Un parent ou tuteur doit donner son accord pour les moins de 18 ans."), code="parental")


def check_marked(registration, name, details, *, by_staff):
    """Raise Refusal when somebody whom a roll has marked would get another name, or go: attestations name them.

    details: None when the participants stay. A group's contact may be replaced: the marks are the group's. by_staff:
    they may correct a name; nobody takes away who was there.
    """
    marks = registration.attendances.exclude(state=AttendanceState.UNDONE)
    marked = list(marks.order_by().values_list("participant__position", "participant__name"))
    if not marked:
        return
    named = None if details is None else {each.position: name_key(each.name) for each in details.participants}
    for position, known in marked:
        if position is None or named is None or (by_staff and position in named):
            continue
        if by_staff:
            raise Refusal(
                _("%(name)s est sur une liste de présence : retirez-y d’abord sa marque.") % {"name": known},
                code="marked",
            )
        if named.get(position) != name_key(known):
            raise Refusal(
                _("%(name)s est déjà sur une liste de présence : demandez à l’organisateur de changer ce nom.")
                % {"name": known},
                code="marked",
            )
    alone = not by_staff and registration.party_size == 1 and not registration.participants.exists()
    if alone and name_key(name) != registration.name_key:
        raise Refusal(
            _("Vous êtes déjà sur une liste de présence : demandez à l’organisateur de changer votre nom."),
            code="marked",
        )


def interpreter_until(event, starts_at):
    """The last Brussels day on which an interpreter may be asked for; None where none is offered."""
    if event.interpreter_days is None or starts_at is None:
        return None
    return day_of(starts_at) - timedelta(days=event.interpreter_days)


def check_interpreter(event, details, *, starts_at, now):
    """Raise Refusal for an interpreter who is asked for too late, or where none is offered."""
    if details.needs is None or not details.needs.interpreter:
        return
    until = interpreter_until(event, starts_at)
    if until is None:
        raise Refusal(_("Aucun interprète n’est proposé pour cette activité."), code="interpreter")
    if timezone.localtime(now).date() > until:
        raise Refusal(
            _("Un interprète se demandait au plus tard le %(day)s.") % {"day": day_words(until)}, code="interpreter"
        )


def asks_prerequisites(event):
    """Whether the event says what one must meet before registering."""
    return EventText.objects.filter(event=event.pk).exclude(prerequisites="").order_by().exists()


def check_admission(event, details, *, source, user):
    """Raise Refusal for who may not register here, or did not declare what is asked. user: signed in, or None."""
    if source != Source.WEB:
        return
    if event.admission == Admission.MEMBERS and not is_member(user):
        raise Refusal(_("Cette activité est réservée aux membres des partenaires, connectés."), code="members")
    professional = Declaration.PROFESSIONAL in details.declarations and details.organisation
    if event.admission == Admission.PROFESSIONALS and not professional:
        raise Refusal(_("Cette activité est réservée aux professionnels."), code="professionals")
    if Declaration.PREREQUISITES not in details.declarations and asks_prerequisites(event):
        raise Refusal(_("Confirmez que vous remplissez les conditions."), code="prerequisites")
    if event.approval == ApprovalMode.EMPLOYER and details.approver is None:
        raise Refusal(_("Dites qui valide l’inscription chez votre employeur."), code="approver")


def check_approver(email, own_email):
    """The address of whoever must agree, in its one form. Raises Refusal when it is the person's own."""
    email = normalise_email(email)
    if email and email == normalise_email(own_email):
        raise Refusal(_("C’est votre propre adresse : donnez celle de la personne qui valide."), code="approver")
    return email


def is_member(user):
    """Whether `user` (or None) speaks for a partner."""
    return user is not None and user.is_authenticated and Membership.objects.filter(user=user).exists()
