"""How a service says that it takes people, and what happens when its address changes."""

from django.db import transaction
from django.utils import timezone

from portal.kit.links import new_link_key

from ..models import ActKind, Orientation, Reception
from .acts import note, write_to_service


def receive(service, *, takes, **facts):
    """Say whether and how a service takes people; returns the Reception. facts: its other columns."""
    with transaction.atomic():
        locked = type(service).objects.select_for_update(of=("self",)).get(pk=service.pk)
        reception = Reception.objects.filter(service=locked).first() or Reception(service=locked)
        reception.takes = takes
        for name, value in facts.items():
            setattr(reception, name, value)
        reception.save()
    return reception


def readdress(reception):
    """End every link that the former address holds; what is still open is sent again, to the new one."""
    now = timezone.now()
    with transaction.atomic():
        current = Orientation.objects.select_for_update(of=("self",)).unclosed().filter(service=reception.service_id)
        for orientation in current.order_by("pk"):
            orientation.link_key = new_link_key()
            orientation.save(update_fields=["link_key"])
            if orientation.is_open:
                note(orientation, ActKind.READDRESSED, now)
                write_to_service(orientation, "sent")
