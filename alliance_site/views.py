"""Addresses that are no pages."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from pages.cache import public

ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /documents/
Disallow: /search/

Sitemap: {base}/sitemap.xml
"""


@public
@require_safe
def robots(request):
    return HttpResponse(
        ROBOTS.format(base=settings.WAGTAILADMIN_BASE_URL.rstrip("/")),
        content_type="text/plain; charset=utf-8",
    )


@require_safe
def favicon(request):
    """Where the icon is that browsers ask for by this name."""
    return redirect(static("img/favicon.ico"))
