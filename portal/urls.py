"""Addresses: machines' ones without a language, the portal's own in three languages, Wagtail's pages last."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal import machines
from portal.accounts import views as accounts
from portal.addresses import (
    agenda,
    coordination,
    desk,
    directory,
    imports,
    messages,
    organiser,
    orientation,
    own,
    partner_space,
    registration,
    sharing,
    volunteering,
)
from portal.cms import views as site

urlpatterns = [
    path("", site.choose_language, name="racine"),
    path("admin/login/", accounts.admin_gate),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("sante/vivant", machines.alive, name="vivant"),
    path("sante/pret", machines.ready, name="pret"),
    path("robots.txt", site.robots, name="robots"),
    path("sitemap.xml", site.sitemap, name="sitemap"),
    re_path(r"^affiche/(?P<kind>[a-z-]{1,20})/(?P<seed>[0-9a-z-]{1,80})\.svg$", machines.poster, name="affiche"),
    path("qr.svg", machines.qr, name="qr"),
    re_path(
        r"^affiche/(?P<kind>[a-z-]{1,20})/(?P<seed>[0-9a-z-]{1,80})/(?P<size>[0-9]{3,4}x[0-9]{3,4})\.png$",
        machines.poster_png,
        name="affiche-png",
    ),
    *own.feed_urlpatterns,
    *coordination.feed_urlpatterns,
    path("hsds/", include("partners.hsds.urls")),
    path("media/images/<path:path>", machines.picture, name="photo"),
]

urlpatterns += i18n_patterns(
    path("", site.home, name="page-accueil"),
    path(_("compte/"), include("portal.accounts.urls")),
    path(_("accessibilite/"), site.legal, name="accessibilite"),
    path(_("donnees-personnelles/"), site.legal, name="donnees-personnelles"),
    *agenda.urlpatterns,
    *messages.urlpatterns,
    *registration.urlpatterns,
    *directory.urlpatterns,
    *sharing.urlpatterns,
    *desk.urlpatterns,
    *organiser.urlpatterns,
    *orientation.urlpatterns,
    *coordination.urlpatterns,
    *imports.urlpatterns,
    *own.urlpatterns,
    *partner_space.urlpatterns,
    *volunteering.urlpatterns,
    path("<slug:slug>/", site.page, name="page"),
    # Wagtail's sign-in for pages of staff has no limit of attempts: ours stands in its place.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
