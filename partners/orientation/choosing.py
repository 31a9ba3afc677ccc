"""Which services take people, and which others resemble one."""

from django.db.models import Case, IntegerField, Q, Value, When

from ..models import Reception, Service, ServiceStatus


def reception_of_service(service):
    """The Reception where professionals may send somebody at this moment, or None."""
    if service.status != ServiceStatus.ACTIVE or not service.partner.published:
        return None
    return Reception.objects.filter(service=service, takes=True).first()


def taking():
    """Services that take people whom professionals send."""
    active = Service.objects.filter(status=ServiceStatus.ACTIVE, partner__published=True, receptions__takes=True)
    return active.with_texts()


def others_like(service, *, limit):
    """Up to `limit` other services that take people and share a theme or the kind of their partner, near ones first."""
    themes = list(service.themes.values_list("pk", flat=True))
    alike = taking().filter(Q(themes__in=themes) | Q(partner__kind=service.partner.kind)).exclude(pk=service.pk)
    near = Case(
        When(partner__quartier_id=service.partner.quartier_id, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return list(alike.annotate(far=near).order_by("far", "slug").distinct()[:limit])
