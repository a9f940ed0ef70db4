"""Addresses that are no pages."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pages.cache import public

ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /documents/
Disallow: /search/

Sitemap: {base}/sitemap.xml
"""


@never_cache
@require_safe
def healthz(request):
    """Says that the process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_safe
def robots(request):
    return HttpResponse(
        ROBOTS.format(base=settings.WAGTAILADMIN_BASE_URL.rstrip("/")),
        content_type="text/plain; charset=utf-8",
    )
