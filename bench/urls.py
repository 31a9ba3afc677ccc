"""The portal's addresses, and a view that does nothing: what the server and the middleware cost by themselves."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from portal import urls
from portal.urls import handler400, handler403, handler404, handler500

CONSTANT = b"<!doctype html><title>x</title><p>" + b"Constant words. " * 1278


@never_cache
def constant(request):
    """20 kB of HTML, never kept by the page cache."""
    return HttpResponse(CONSTANT)


urlpatterns = [path("constante/", constant), *urls.urlpatterns]

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
