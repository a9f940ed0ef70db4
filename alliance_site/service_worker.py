"""/sw.js, which keeps saved schools in the visitor's browser for times without a network (assets/service-worker.js).

It is at the root, because a service worker only sees addresses below its own. A new release or a moved list of schools
gives it another text, and so its copies another name; browsers check for that on each visit.
"""

import hashlib
import json
from pathlib import Path

from django.http import HttpResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from schools.models import SchoolIndexPage
from schools.profiles.offline_file import NAME as FINDER_FILE
from toolkit.cache_control import public
from toolkit.visibility import public as public_pages

ADDRESS = "sw.js"
SOURCE = Path(__file__).parent / "assets" / "service-worker.js"
# What saved pages need. Without a network, maps stay plain lists of addresses.
FILES = (
    "css/site.css",
    "fonts/heading.woff2",
    "fonts/text.woff2",
    "js/finder.js",
    "js/kept.js",
    "js/local-finder.js",
    "js/page.js",
    "js/share.js",
)


@public
@require_safe
def service_worker(request):
    source = SOURCE.read_text(encoding="utf-8")
    constants = {"FILES": [static(name) for name in FILES], "LISTS": school_lists(request)}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in constants.items())
    release = hashlib.sha256(f"{head}{source}".encode()).hexdigest()[:12]
    text = f'const RELEASE = "site-{release}";\n{head}{source}'
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def school_lists(request) -> list[tuple[str, str, str]]:
    """Return the addresses of each public list of schools: the list, its file for the browser, and its home page."""
    lists = public_pages(SchoolIndexPage.objects.select_related("locale")).order_by("path")
    addresses = [(page.get_url(request), page.get_parent().get_url(request)) for page in lists]
    return [(address, f"{address}{FINDER_FILE}", home) for address, home in addresses if address and home]
