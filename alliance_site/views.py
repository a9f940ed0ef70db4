"""Addresses that are no pages."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from alliance_site import share_image as share_images
from pages.cache import has_session, public
from pages.models import BasePage
from pages.visibility import public as public_pages

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
def share_image(request, page, digest):
    """The picture of a public page as it is now; an older address of it leads here."""
    found = public_pages(Page.objects.select_related("locale")).filter(pk=page).specific().first()
    if not isinstance(found, BasePage):
        raise Http404
    with translation.override(found.locale.language_code):
        poster = share_images.poster(found)
    if digest != poster.digest:
        return redirect("share_image", page, poster.digest)
    response = HttpResponse(share_images.png(poster), content_type="image/png")
    if not has_session(request):  # the address changes with the picture
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response


@require_safe
def favicon(request):
    """Where the icon is that browsers ask for by this name."""
    return redirect(static("img/favicon.ico"))
