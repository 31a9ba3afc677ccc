"""A partner with everything that its page says: services, places, hours, contacts, pictures. Few queries."""

from dataclasses import dataclass, field

from django.db.models import Q

from .gathering import gather
from .models import (
    SHOWN,
    Contact,
    EnrolmentChannel,
    OpeningRule,
    PartnerPicture,
    PartnerText,
    Place,
    PlaceFeature,
    PlaceText,
    Presence,
    Service,
    ServiceText,
    TemporaryChange,
)


@dataclass(frozen=True)
class Record:
    """What the public may see of a partner. services: shown ones, with their parts; pictures: PartnerPictures.

    sites: the Presences at places that may be shown, the confidential ones left out. contacts: public ones.
    """

    partner: object
    services: list = field(default_factory=list)
    sites: list = field(default_factory=list)
    contacts: list = field(default_factory=list)
    pictures: list = field(default_factory=list)


def load_record(partner):
    """The Record of a partner that came with its quartier, logo and seat; three queries more."""
    own = Q(partner=partner) | Q(service__partner=partner)
    there = Place.objects.filter(Q(presences__partner=partner) | Q(presences__service__partner=partner))
    at = Q(place__in=there.values("pk")) | Q(place=partner.place_id)
    texts, services, service_texts, contacts, hours, changes, presences, places, place_texts, features, channels = (
        gather(
            PartnerText.objects.filter(partner=partner),
            Service.objects.filter(partner=partner, status__in=SHOWN),
            ServiceText.objects.filter(service__partner=partner),
            Contact.objects.filter(own),
            OpeningRule.objects.filter(own),
            TemporaryChange.objects.filter(own),
            Presence.objects.filter(own),
            there.distinct(),
            PlaceText.objects.filter(at),
            PlaceFeature.objects.filter(at),
            EnrolmentChannel.objects.all(),
        )
    )
    places = {place.pk: place for place in [*places, *([partner.place] if partner.place else [])]}
    for place in places.values():
        place.texts = [text for text in place_texts if text.place_id == place.pk]
        place.features = [found for found in features if found.place_id == place.pk]
    partner.texts = texts
    channels_by_id = {channel.pk: channel for channel in channels}
    for service in services:
        service.partner = partner
        service.enrolment_channel = channels_by_id.get(service.enrolment_channel_id)
        service.texts = [text for text in service_texts if text.service_id == service.pk]
    parts = {"contacts": contacts, "hours": hours, "changes": changes, "presences": presences}
    for row in (row for rows in parts.values() for row in rows):
        if row.place_id in places:
            row.place = places[row.place_id]
    _hand_out(parts, partner, "partner_id")
    for service in services:
        _hand_out(parts, service, "service_id")
    services.sort(key=lambda service: service.slug)
    pictures = PartnerPicture.objects.filter(partner=partner).select_related("image").order_by("sort_order", "pk")
    return Record(
        partner=partner,
        services=services,
        sites=[each for each in partner.presences.all() if not each.place.confidential],
        contacts=[each for each in partner.contacts.all() if each.public],
        pictures=list(pictures.prefetch_related("image__renditions")),
    )


def _hand_out(parts, owner, key):
    for name, rows in parts.items():
        setattr(owner, name, [row for row in rows if getattr(row, key) == owner.pk])
