"""Count requests for addresses that do not exist, and report them, each with a form to redirect it.

Only the path is stored.
"""

import logging
import re
import time
from datetime import timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.permissions import permission_policy
from wagtail.contrib.redirects.views import CreateView
from wagtail.models import Page, Site

from pages.redirects.models import MissingAddress
from toolkit.areas import is_of_staff
from toolkit.published_copy.redirects import has_page
from toolkit.reports import Report
from toolkit.visibility import public

SECONDS_BETWEEN = 1.0  # per process, so that crawlers cost nothing and do not distort the counts
MOST = 1000  # addresses; more are not counted until old ones are forgotten
KEPT, KEPT_ONCE = timedelta(days=60), timedelta(days=7)  # after the last visit, if there were several or one
# What a page or a document of an older site may be called. Robots ask for the rest, such as /wp-login.php and /.env.
PLAUSIBLE = re.compile(r"(?:/(?!wp-)\w[\w+~-]*)+(?:\.(?:html?|aspx|pdf|docx?))?")

_last = -SECONDS_BETWEEN  # monotonic time of this process's last count

logger = logging.getLogger(__name__)


class MissingAddressMiddleware(RedirectMiddleware):
    """Answer pages not found with their redirect, as Wagtail does, or count them: only those of visitors."""

    def process_response(self, request, response):
        if is_of_staff(request.path_info):
            return response
        answer, response = response, super().process_response(request, response)
        if answer.status_code == 404 and response.get("Location") == request.path:
            response = answer  # the page that it leads to is there, and is not public
        elif response is not answer and not request.path.endswith("/") and _has_page(request):
            response = answer  # the page at this address only lacks its slash, which Django adds
        if response.status_code == 404 and request.method == "GET":
            count(request.path)
        return response


def _has_page(request) -> bool:
    site = Site.find_for_request(request)
    return site is not None and has_page(site, f"{request.path_info.lower()}/")


def count(path: str) -> None:
    """Count one visit of `path`. Takes one SQL statement. Database errors are logged, not raised."""
    global _last
    path = Redirect.normalise_path(path)
    is_stored = len(path) <= MissingAddress._meta.get_field("path").max_length and PLAUSIBLE.fullmatch(path)
    if not is_stored or time.monotonic() - _last < SECONDS_BETWEEN:
        return
    _last = time.monotonic()
    try:
        with transaction.atomic():
            _count(path)
    except DatabaseError as error:
        logger.warning("Failed to count a missing address: %s", type(error).__name__)


def _count(path: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO pages_missingaddress AS missing (path, count, last_day) SELECT %s, 1, %s "
            "WHERE (SELECT count(*) FROM pages_missingaddress) < %s "
            "OR EXISTS (SELECT FROM pages_missingaddress WHERE path = %s) "
            "ON CONFLICT (path) DO UPDATE SET count = missing.count + 1, last_day = excluded.last_day",
            [path, timezone.localdate(), MOST, path],
        )


def forget_old() -> None:
    """Delete addresses that nobody asks for now, and those that have a redirect now."""
    today = timezone.localdate()
    is_old = Q(last_day__lt=today - KEPT) | Q(count=1, last_day__lt=today - KEPT_ONCE)
    MissingAddress.objects.filter(is_old | Q(path__in=Redirect.objects.values("old_path"))).delete()


def _add_url(missing: MissingAddress) -> str:
    """Return the address of the form for a new redirect."""
    return f"{reverse('wagtailredirects:add')}?{urlencode({'old_path': missing.path})}"


class MissingAddressReport(Report):
    page_title = _("Pages not found")
    header_icon = "redirect"
    index_url_name = "missing_addresses"
    export_filename = "missing-addresses"
    permission_policy = permission_policy
    any_permission_required = {"add"}
    model = MissingAddress
    is_searchable = True
    search_backend_name = None
    search_fields = ["path"]
    columns = [
        Column("path", label=_("Address"), sort_key="path"),
        Column("count", label=_("Visits"), sort_key="count"),
        Column("last_day", label=_("Last visit"), sort_key="last_day"),  # a day has no “hours ago”
        TitleColumn("redirect", label=_("Redirect"), accessor=lambda missing: _("Add redirect"), get_url=_add_url),
    ]
    default_ordering = "-count"
    list_export = ["path", "count", "last_day"]

    def get_base_queryset(self):
        return MissingAddress.objects.exclude(path__in=Redirect.objects.values("old_path"))


def start_with_address() -> None:
    """Let `?old_path=/old` fill in Wagtail's form for a new redirect, to the page whose own address ends the same."""

    def get_initial(view):
        old_path = view.request.GET.get("old_path", "")
        slug = old_path.rpartition("/")[2].partition(".")[0].lower()
        page = public(Page.objects.filter(slug=slug, depth__gt=2)).first() if slug else None
        return {"old_path": old_path, "redirect_page": page} if old_path else {}

    CreateView.get_initial = get_initial
