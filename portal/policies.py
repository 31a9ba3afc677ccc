"""Content policies by part of the site."""

from django.conf import settings


class AdminPolicyMiddleware:
    """Wagtail's admin needs inline scripts; the public pages keep the strict policy."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith("/admin/"):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response
