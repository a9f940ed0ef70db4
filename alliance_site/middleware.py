"""What every response of the site has in common: its language, its policies, who may keep it."""

import re

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django_permissions_policy import PermissionsPolicyMiddleware

from pages.content_cache import in_content
from pages.sites import find_site
from toolkit.accounts.providers import origins
from toolkit.areas import ADMIN_PREFIX, is_door
from toolkit.monitoring.probes import PROBES
from toolkit.published_copy.version import content_version


class ProbeMiddleware:
    """Answers `/healthz`, `/readyz` and `/metrics` before all else: any host name will do, as a probe has none."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else self.get_response(request)


class ResourcePolicyMiddleware:
    """Pages of other sites may show what is meant for them (`SHARED_ADDRESSES`) and nothing else.

    `nginx_headers` writes the same for nginx.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_shared = re.match(settings.SHARED_ADDRESSES, request.path_info)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if is_shared else "same-origin"
        return response


class PrivateByDefaultMiddleware:
    """Nothing is kept by a browser or a CDN unless its view says so."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.cookies and "public" in response.get("Cache-Control", ""):
            del response["Cache-Control"]  # a cookie is for one visitor, whatever set it
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response


class PolicyMiddleware(CSPMiddleware):
    """The strict policy for public pages, a separate one for the editor."""

    def get_policy_parts(self, request, response, report_only=False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if parts.config is None and not report_only and request.path_info.startswith(ADMIN_PREFIX):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        if not report_only and is_door(request.path_info):
            # Browsers hold a form to where it leads in the end, which is the provider's sign-in page.
            providers = origins(settings.SOCIALACCOUNT_PROVIDERS)
            parts.replace = {**(parts.replace or {}), "form-action": [SELF, *providers]}
        if not report_only and getattr(request, "is_preview", False):
            parts.replace = {**(parts.replace or {}), "frame-ancestors": [SELF]}  # the editor frames its preview
        return parts


class PermissionsMiddleware(PermissionsPolicyMiddleware):
    """What scripts may ask the browser for, on public pages and on those of the staff."""

    def __init__(self, get_response):
        super().__init__(get_response)
        self.for_staff = self.compute_header_value(settings.STAFF_PERMISSIONS_POLICY, name="STAFF_PERMISSIONS_POLICY")

    def __call__(self, request):
        response = super().__call__(request)
        if request.path_info.startswith(ADMIN_PREFIX) or is_door(request.path_info):
            response.headers["Permissions-Policy"] = self.for_staff
        return response


class AddressLocaleMiddleware(LocaleMiddleware):
    """The address alone decides the language, so that no copy of a page depends on the browser's."""

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", get_language())
        return response


class ContentMiddleware:
    """Lets what public pages need be kept while no content changes (`pages.content_cache`), their site first of all."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with in_content(content_version):
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.resolver_match.url_name == "wagtail_serve":  # which asks for the site before anything of ours
            find_site(request)
