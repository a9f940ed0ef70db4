"""Headers that every response has: language, security policies, caching. Also probes, a cache, and bad requests."""

import logging
import re

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.paginator import InvalidPage
from django.db import DataError
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils.cache import patch_cache_control
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import get_language, override
from django_permissions_policy import PermissionsPolicyMiddleware

from pages.content_cache import in_content
from pages.routing.sites import find_site
from toolkit.accounts.providers import origins
from toolkit.areas import ADMIN_PREFIX, is_door
from toolkit.mail import preferred_language
from toolkit.monitoring.probes import PROBES
from toolkit.published_copy.models import content_version

log = logging.getLogger(__name__)
BAD_REQUEST_ERRORS = (
    KeyError,
    ValueError,
    OverflowError,
    ObjectDoesNotExist,
    ValidationError,
    InvalidPage,
    NoReverseMatch,
    DataError,
)


class ProbeMiddleware(MiddlewareMixin):
    """Answer `/healthz`, `/readyz` and `/metrics` first, for any host name, because probes may not send the site's."""

    def process_request(self, request):
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else None


class ResourcePolicyMiddleware(MiddlewareMixin):
    """Let other sites embed only the addresses in `SHARED_ADDRESSES`. `nginx_headers` writes the same for nginx."""

    def process_response(self, request, response):
        is_shared = re.match(settings.SHARED_ADDRESSES, request.path_info)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if is_shared else "same-origin"
        return response


class PrivateByDefaultMiddleware(MiddlewareMixin):
    """Forbid browsers and CDNs to store a response unless its view allows it."""

    def process_response(self, request, response):
        if response.cookies and "public" in response.get("Cache-Control", ""):
            del response["Cache-Control"]  # a cookie belongs to one visitor
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response


class PolicyMiddleware(CSPMiddleware):
    """Send the strict policy with public pages and a separate one with the editor."""

    def get_policy_parts(self, request, response, report_only=False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if parts.config is None and not report_only and request.path_info.startswith(ADMIN_PREFIX):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        if not report_only and is_door(request.path_info):
            # Browsers check `form-action` after redirects too, and these lead to the provider's sign-in page.
            providers = origins(settings.SOCIALACCOUNT_PROVIDERS)
            parts.replace = {**(parts.replace or {}), "form-action": [SELF, *providers]}
        if not report_only and getattr(request, "is_preview", False):
            parts.replace = {**(parts.replace or {}), "frame-ancestors": [SELF]}  # the editor frames its preview
        return parts


class PermissionsMiddleware(PermissionsPolicyMiddleware):
    """Send the permissions policy for public pages, or the one for staff pages. Only pages obey it."""

    def __init__(self, get_response):
        super().__init__(get_response)
        self.for_staff = self.compute_header_value(settings.STAFF_PERMISSIONS_POLICY, name="STAFF_PERMISSIONS_POLICY")

    def __call__(self, request):
        response = super().__call__(request)
        if not response.get("Content-Type", "").startswith("text/html"):
            response.headers.pop("Permissions-Policy", None)
        elif request.path_info.startswith(ADMIN_PREFIX) or is_door(request.path_info):
            response.headers["Permissions-Policy"] = self.for_staff
        return response


class AddressLocaleMiddleware(LocaleMiddleware):
    """Take the language from the address alone, so that cached pages never depend on the browser's preference."""

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", get_language())
        return response


class VisitorMiddleware(MiddlewareMixin):
    """On the public door, nobody is signed in: in place of sessions and accounts."""

    def process_request(self, request):
        request.user = AnonymousUser()


class ContentMiddleware:
    """Cache data that public pages need until content changes (`pages.content_cache`), starting with their site."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with in_content(content_version):
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.resolver_match.url_name == "wagtail_serve":  # this view looks up the site before our code runs
            find_site(request)


class BadRequestMiddleware(MiddlewareMixin):
    """Answer 400 if a view of the editor fails on the data it was sent. Most of these views are Wagtail's.

    The traceback is still logged as an error, in case the bug is ours.
    """

    def process_exception(self, request, exception):
        is_sent = request.POST or request.GET or request.method == "POST"
        is_missing = isinstance(exception, AttributeError) and exception.obj is None  # as missing values are
        is_bad = is_missing or isinstance(exception, BAD_REQUEST_ERRORS)
        if not (is_sent and is_bad and request.path.startswith(ADMIN_PREFIX)):
            return None
        log.error("Unreadable request: %s", request.path, exc_info=exception)
        with override(preferred_language(request.user)):
            return render(request, "wagtailadmin/unreadable.html", status=400)
