"""The directory for programs, in HSDS 3.1: one address for all languages."""

from django.urls import path, register_converter
from django.urls.converters import UUIDConverter

from . import views


class AnyCaseUUID(UUIDConverter):
    """As people copy them."""

    regex = "[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"


register_converter(AnyCaseUUID, "identifier")

urlpatterns = [
    path("", views.root, name="hsds"),
    path("openapi.json", views.described, name="hsds-openapi"),
    path("services", views.services, name="hsds-services"),
    path("services/<identifier:id>", views.service, name="hsds-service"),
    path("organizations", views.organizations, name="hsds-organizations"),
    path("organizations/<identifier:id>", views.organization, name="hsds-organization"),
    path("service_at_locations", views.service_at_locations, name="hsds-service-at-locations"),
    path("service_at_locations/<identifier:id>", views.service_at_location, name="hsds-service-at-location"),
    path("taxonomies", views.taxonomies, name="hsds-taxonomies"),
    path("taxonomies/<identifier:id>", views.taxonomy, name="hsds-taxonomy"),
    path("taxonomy_terms", views.taxonomy_terms, name="hsds-taxonomy-terms"),
    path("taxonomy_terms/<identifier:id>", views.taxonomy_term, name="hsds-taxonomy-term"),
    path("<path:rest>", views.nothing),
]
