"""Orientations of the demonstration city: services that take people, those of one worker, and a year of answers."""

from datetime import timedelta

from partners.models import (
    ActKind,
    Membership,
    Orientation,
    OrientationAct,
    Oriented,
    Reception,
    Service,
    ServiceStatus,
)
from partners.orientation.consent import VERSION, consent_words

WORKER = "formation@demo.test"
# Those to which workers send people every day; a shelter is reached by telephone alone.
TAKING = (
    "cours-de-francais-du-soir",
    "permanence-sociale-querelle",
    "accompagnement-emploi-mission-locale",
    "ecole-de-devoirs-querelle",
    "parcours-accueil-bapa",
    "mediation-entre-voisins",
)
A_YEAR_OF = 40
CURRENT = (
    # days ago, state, name, what they ask; in the order of TAKING
    (1, "sent", "Yasmina", "Cherche un cours de français le soir, pour parler avec l’école de ses enfants."),
    (5, "asking", "M. K.", "Voudrait de l’aide pour lire des lettres et remplir un formulaire."),
    (8, "accepted", "Soleil", "Cherche du travail en cuisine, et voudrait préparer un entretien."),
    (12, "refused", "Idriss", "Cherche un endroit calme où ses enfants feraient leurs devoirs."),
)


def load_orientations(*, now):
    """Rows alone: nobody is written to. A second load adds nothing."""
    member = Membership.objects.select_related("user").filter(user__email=WORKER).order_by("pk").first()
    if member is None or Reception.objects.exists():
        return
    active = Service.objects.filter(status=ServiceStatus.ACTIVE, partner__published=True)
    found = active.select_related("partner").filter(slug__in=TAKING)
    services = sorted(found, key=lambda service: TAKING.index(service.slug))
    Reception.objects.bulk_create(
        Reception(service=service, email=f"accueil-{number}@demo.test", asks_age=number == 0)
        for number, service in enumerate(services)
    )
    for (days, state, name, need), service in zip(CURRENT, services, strict=False):
        _current(service, member, now - timedelta(days=days), state, name, need)
    Orientation.objects.bulk_create(_past(services, number, now) for number in range(A_YEAR_OF))


def _current(service, member, sent_at, state, name, need):
    later = sent_at + timedelta(hours=20)
    decided = state in ("accepted", "refused")
    row = Orientation.objects.create(
        service=service,
        partner=service.partner,
        worker=member.user,
        sender=member.partner,
        state=state,
        reaching="service" if decided else "worker",
        consent_version=VERSION,
        consent_words=consent_words(str(service)),
        consent_at=sent_at,
        sent_at=sent_at,
        waiting_since=later if state == "asking" else sent_at,
        answered_at=later if state != "sent" else None,
        decided_at=later if decided else None,
    )
    phone = "+3225550188" if decided else ""
    Oriented.objects.create(orientation=row, name=name, need=need, language="fr", phone=phone)
    acts = [OrientationAct(orientation=row, kind=ActKind.SENT, at=sent_at)]
    if state == "asking":
        words = "Quels jours la personne est-elle libre ?"
        acts.append(OrientationAct(orientation=row, kind=ActKind.ASKED, at=later, words=words))
    elif state == "accepted":
        words = "Bienvenue lundi à l’accueil, avec un CV si vous en avez un."
        acts.append(OrientationAct(orientation=row, kind=ActKind.ACCEPTED, at=later, words=words))
    elif state == "refused":
        acts.append(OrientationAct(orientation=row, kind=ActKind.REFUSED, at=later, reason="full"))
    OrientationAct.objects.bulk_create(acts)


def _past(services, number, now):
    """One of last year's, anonymous: every seventh had no answer, the others one after some days."""
    sent_at = now - timedelta(days=70 + 7 * number)
    silent, service = number % 7 == 3, services[number % len(services)]
    answered_at = None if silent else sent_at + timedelta(days=number % 9)
    closed_at = sent_at + timedelta(days=30)
    return Orientation(
        service=service,
        partner=service.partner,
        state="lapsed" if silent else "refused" if number % 4 == 0 else "accepted",
        reaching="service",
        consent_version=VERSION,
        consent_words=consent_words(str(service)),
        consent_at=sent_at,
        sent_at=sent_at,
        waiting_since=sent_at,
        answered_at=answered_at,
        decided_at=answered_at,
        closed_at=closed_at,
        anonymised_at=closed_at,
    )
