"""Views that are not pages, and /sw.js, which keeps what families need without a network."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve
from wagtail.models import Page

from alliance_site.assets import share_image as share_images
from alliance_site.publishing.outage_page import addresses_of
from media.models import public_documents
from pages.models import BasePage
from pages.routing.words import in_language
from schools.models import EnrollPage, SchoolIndexPage
from schools.postings.public_pages import posted_on_home
from schools.profiles.addresses import COMPARE, FINDER_FILE, PHONES, SHEET
from toolkit.cache_control import has_session, public
from toolkit.mail import absolute
from toolkit.visibility import public as public_pages

serve_public = public(serve)

WORKER_ADDRESS = "sw.js"

# What saved pages need. Without a network, maps stay plain lists of addresses.
WORKER_FILES = (
    "css/site.css",
    "fonts/heading.woff2",
    "fonts/text.woff2",
    "js/finder.js",
    "js/kept.js",
    "js/local-finder.js",
    "js/page.js",
    "js/share.js",
)


def not_found(request):
    """Answer 404 for addresses of Wagtail's that this site does not use."""
    raise Http404


@public
@require_safe
def robots(request):
    """Serve robots.txt. Search engines may read documents linked from the home page, because laws require it."""
    context = {
        "postings": [posting for posting in posted_on_home()["postings"] if posting.document_id],
        "prefixes": [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE],
        "sitemap": absolute("/sitemap.xml"),
    }
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")


def document(request, document_id, document_filename):
    """Serve a download with Wagtail's view, which checks permissions. Public documents are cached like pages."""
    is_public = public_documents().filter(pk=document_id).exists()
    response = (serve_public if is_public else serve)(request, document_id, document_filename)
    if response.status_code == 200 and "Content-Disposition" in response:
        response["Content-Disposition"] = content_disposition_header(True, document_filename)
        if response.get("Content-Encoding") == "None":  # Wagtail's value for an uncompressed file
            del response["Content-Encoding"]
    return response


@require_safe
def share_image(request, page, digest):
    """Serve the current share image of a public page. Addresses of older images redirect to it."""
    page_found = public_pages(Page.objects.select_related("locale")).filter(pk=page).specific().first()
    if not isinstance(page_found, BasePage):
        raise Http404
    with translation.override(page_found.locale.language_code):
        poster = share_images.poster(page_found)
    if digest != poster.digest:
        return redirect("share_image", page, poster.digest)
    response = HttpResponse(share_images.stored_png(page, poster), content_type="image/png")
    if not has_session(request):  # the address changes with the picture
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response


@public
@require_safe
def manifest(request):
    """Serve the web app manifest: name, colors and icons for a phone's home screen. The site opens in the browser, at
    the home page in the language of the address."""
    icons = [
        {"src": static("img/mark.svg"), "type": "image/svg+xml", "sizes": "any"},
        {"src": static("img/icon-192.png"), "type": "image/png", "sizes": "192x192"},
        {"src": static("img/icon-512.png"), "type": "image/png", "sizes": "512x512"},
        {"src": static("img/icon-maskable-512.png"), "type": "image/png", "sizes": "512x512", "purpose": "maskable"},
    ]
    content = {
        "name": settings.WAGTAIL_SITE_NAME,
        "short_name": settings.WAGTAIL_SITE_NAME.partition(" ")[0],
        "lang": get_language(),
        "start_url": reverse("wagtail_serve", args=[""]),
        "display": "browser",
        "background_color": settings.NETWORK.colors["paper"][0],
        "theme_color": settings.NETWORK.colors["paper"][0],
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
def favicon(request):
    """Redirect to the icon."""
    return redirect(static("img/favicon.ico"))


WORKER_SOURCE = Path(__file__).parent / "assets" / "service-worker.js"


@public
@require_safe
def service_worker(request):
    source = WORKER_SOURCE.read_text(encoding="utf-8")
    constants = {"FILES": [static(name) for name in WORKER_FILES], "LISTS": school_lists()}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in constants.items())
    release = hashlib.sha256(f"{head}{source}".encode()).hexdigest()[:12]
    text = f'const RELEASE = "site-{release}";\n{head}{source}'
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def school_lists() -> list[list[str]]:
    """Return the addresses that browsers keep for each public list of schools: the list, its file, its home page, the
    comparison, the sheet, all phone numbers, and the Enroll page in its language or nothing."""
    enroll, result = addresses_of(EnrollPage), []
    for code, address in addresses_of(SchoolIndexPage).items():
        home = f"{address.rstrip('/').rpartition('/')[0]}/"
        below = (f"{address}{in_language(word, code)}" for word in (COMPARE, SHEET, PHONES))
        result.append([address, f"{address}{FINDER_FILE}", home, *below, enroll.get(code, "")])
    return result
