"""The public form as a browser sends it, for events that ask more."""

from django.utils import timezone

from tests.events.test_registration_views import started


def sent(event, **changes):
    """POST data of the form of `event`."""
    date = event.occurrences.order_by("starts_at").first()
    data = {
        "occurrence": str(date.uuid),
        "name": "Amina Diallo",
        "email": "amina@exemple.test",
        "phone": "",
        "language": "fr",
        "note": "",
        "website": "",
        "started": started(),
    }
    return data | changes


def born(age, event):
    """The ISO birth date of somebody who is `age` on the first day of the event."""
    day = timezone.localtime(event.occurrences.order_by("starts_at").first().starts_at).date()
    return f"{day.year - age}-01-01"


def url_of(event):
    return f"/fr/agenda/{event.slug}/inscription/"
