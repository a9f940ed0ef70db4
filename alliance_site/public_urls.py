"""The addresses for visitors, and everything that the public door has (`SERVES=public`)."""

from pathlib import Path

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.utils.text import format_lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import serve as serve_page

from alliance_site import security_txt, views
from alliance_site.publishing import alerts
from alliance_site.sitemap import sitemap
from pages import urls as facts
from pages.routing.words import translated_path
from pages.search.views import search
from schools.mistakes import views as mistakes
from schools.open_data import views as open_data
from schools.postings import public_pages as postings
from toolkit import areas
from toolkit.cache_control import public

handler500 = "toolkit.monitoring.outages.server_error"

in_every_language = [
    # Browsers request this address regardless of the page's icons.
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path(security_txt.ADDRESS, security_txt.security_txt, name="security_txt"),
    path(views.WORKER_ADDRESS, views.service_worker, name="service_worker"),
    path("share/<int:page>-<slug:digest>.png", views.share_image, name="share_image"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", sitemap, name="sitemap_part"),
    re_path(r"^documents/([0-9]+)/(.*)$", views.document),
    re_path(r"^documents/authenticate_with_password/", views.not_found),
    path("documents/", include(wagtaildocs_urls)),
    *alerts.urlpatterns,
    *open_data.files,
]

if settings.SERVE_IMAGES:
    # Renditions and staff portraits only: originals are not public, and documents need a permission check.
    for folder in ("images", "avatar_images"):
        files = {"document_root": Path(settings.MEDIA_ROOT) / folder}
        in_every_language.append(path(f"media/{folder}/<path:path>", public(serve), files))

by_language = [
    re_path(r"^_util/authenticate_with_password/", views.not_found),
    *translated_path(format_lazy("{}/", pgettext_lazy("address", "search")), search, "search"),
    path("site.webmanifest", views.manifest, name="manifest"),
    *open_data.pages,
    *facts.urlpatterns,
    *mistakes.urlpatterns,
    *postings.urlpatterns,
    re_path(r"^((?:[\w\-]+/)*[\w\-]+\.(?:ics|json|svg))$", serve_page, name="wagtail_serve"),  # routes of pages
    # Only `FormPage` takes a POST; it never acts for a signed-in user, and the token would need a cookie.
    re_path(wagtail_urls.serve_pattern, csrf_exempt(serve_page), name="wagtail_serve"),
    path("", include(wagtail_urls)),
]

urlpatterns = [
    *in_every_language,
    *i18n_patterns(
        path("_util/login/", views.not_found),
        path(f"{areas.DOOR}login/", views.not_found, name="account_login"),  # private pages redirect to this address
        *by_language,
        prefix_default_language=False,
    ),
]
