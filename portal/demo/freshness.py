"""What keeps the demonstration’s directory true: a partner to confirm, one that changed its hours, errors, a claim."""

from datetime import timedelta

from wagtail.log_actions import log

from partners.freshness.monthly import OPEN_FOR
from partners.models import AccessRequest, ErrorReport, Partner, Review, Service
from partners.upkeep.keeping import EDITED
from partners.upkeep.sections import HOURS
from portal.accounts.models import User

DUE = "association-femmes-du-monde"  # of association@demo.test: confirmed longer ago than its rhythm
ASKED_FOR = "cpas-marolles"
REPORTS = (  # slug, words, language
    (DUE, "Le vendredi, la porte n’ouvre qu’à 10 h.", "fr"),
    ("ville-jeunesse", "Het telefoonnummer is niet meer in gebruik.", "nl"),
    ("bravvo-mediation", "La permanence a déménagé au premier étage.", "fr"),
)


def load_freshness(*, now):
    """Once: whoever has reports already has seen this."""
    if ErrorReport.objects.exists():
        return
    partners = Partner.objects.in_bulk(field_name="slug")
    late = now - timedelta(days=200)
    Partner.objects.filter(slug=DUE).update(confirmed_at=late)
    Service.objects.filter(partner__slug=DUE).update(confirmed_at=late)
    ErrorReport.objects.bulk_create(
        ErrorReport(partner=partners[slug], words=words, language=language, reported_at=now - timedelta(days=days))
        for days, (slug, words, language) in enumerate(REPORTS, start=1)
    )
    user = User.objects.get(email="association@demo.test")
    month = (now - timedelta(days=3)).date().replace(day=1)
    asked_at = now - timedelta(days=3)
    Review.objects.create(user=user, month=month, asked_at=asked_at, expires_at=asked_at + OPEN_FOR)
    act = log(
        instance=partners[DUE],
        action=EDITED,
        user=user,
        data={"section": HOURS, "record": f"partner-{partners[DUE].pk}"},
        content_changed=True,
    )
    type(act).objects.filter(pk=act.pk).update(timestamp=now - timedelta(days=5))
    asker = User.objects.get(email="benevole@demo.test")
    AccessRequest.objects.create(
        partner=partners[ASKED_FOR], user=asker, words="Jonas, j’aide à l’accueil le mardi.", asked_at=asked_at
    )
