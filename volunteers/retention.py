"""What is kept no longer than said: who volunteered, as long as who registered (EventSettings)."""

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import DateTimeField, Max
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.models import EventSettings
from portal.kit.links import new_link_key

from .models import AgeBand, EndReason, Volunteer
from .sign_up import withdraw


def purge(*, now=None):
    """Every night: take the person out of volunteers whose last shift is over for that long. Returns how many."""
    now = now or timezone.now()
    until = now - relativedelta(months=EventSettings.load().registration_months)
    last = Coalesce(Max("sign_ups__shift__ends_at"), "created_at", output_field=DateTimeField())
    over = Volunteer.objects.known().annotate(over_at=last).filter(over_at__lt=until)
    ids = list(over.values_list("pk", flat=True))
    for pk in ids:
        anonymise(pk, now=now)
    return len(ids)


@transaction.atomic
def anonymise(pk, *, now):
    """Give back what is still to come, and keep of the person only that somebody came."""
    volunteer = Volunteer.objects.select_for_update().get(pk=pk)
    withdraw(volunteer, None, now=now, reason=EndReason.PERSON, quietly=True)
    volunteer.letters.all().delete()
    volunteer.skills.all().delete()
    Volunteer.objects.filter(pk=pk).update(
        name="",
        name_key="",
        email="",
        phone="",
        age=AgeBand.ADULT,
        guardian_name="",
        guardian_phone="",
        guardian_agreed_at=None,
        link_key=new_link_key(),
        anonymised_at=now,
    )
