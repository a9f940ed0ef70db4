"""The views of the open data, and their addresses: those of pages have a language prefix, those of files none."""

from functools import partial, wraps

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.views.decorators.http import condition, require_safe

from pages.models import FactsPage
from pages.routing.languages import languages_of_address
from pages.routing.navigation import breadcrumb_list, home_pages
from pages.routing.words import translated_path
from schools.states import current as current_state
from toolkit.cache_control import public
from toolkit.visibility import public as visible

from . import dictionary
from .feed import FEEDS, change_feed
from .files import FILES, listed
from .version import etag, full_url, last_modified, version

PREFIX = f"{settings.NETWORK.slug}-"  # start of downloaded files' names


def for_everyone(view):
    """Allow pages of other sites to read the response (CORS). It is public and the same for everyone."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return wrapper


def in_languages_of_the_site(view):
    """Return 404 in languages without a home page."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if get_language() not in home_pages(request):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


@for_everyone
@require_safe
@public
@condition(etag, last_modified)
def data_file(request, name):
    """Send the file `name` of `files.FILES`."""
    file = FILES[name]
    if file not in listed():
        raise Http404
    chunks = file.chunks(request, version(request, name)) if request.method == "GET" else ()
    return with_file_name(StreamingHttpResponse(chunks, content_type=file.content_type), name)


@for_everyone
@require_safe
@in_languages_of_the_site
@public
@condition(etag, last_modified)
def changes(request, name):
    """Send the Atom feed `name` of `feed.FEEDS`."""
    feed = change_feed(FEEDS[name], request, version(request, name).changed)
    return with_file_name(HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type), name)


@require_safe
@in_languages_of_the_site
@public
def data(request):
    """Show the page with the files and the data dictionary."""
    current, address, trail = version(request), full_url(request, "data"), dictionary.trail(request)
    steps = breadcrumb_list([*trail, (gettext("School data"), address)])
    context = {
        "has_facts": visible(FactsPage.objects.filter(locale__language_code=get_language())).exists(),
        "files": [(file, file.size(request, version(request, file.name))) for file in listed()],
        "feeds": FEEDS.values(),
        "changed": current.changed,
        "tables": dictionary.tables(),
        "state": current_state(),
        "measures": dictionary.measures(),
        "address": address,
        "languages": languages_of_address(request),
        "trail": trail,
        "graph": [dictionary.dataset(request, current.changed), steps],
    }
    return render(request, "schools/open_data/page.html", context)


def with_file_name(response, name):
    """Set the file name for downloads. CSV files are always downloaded."""
    kind = "attachment" if name.endswith(".csv") else "inline"
    response["Content-Disposition"] = f'{kind}; filename="{PREFIX}{name}"'
    return response


files = [path(f"data/{name}", data_file, {"name": name}, name=name) for name in FILES]  # the same in every language
ADDRESS = format_lazy("{}/", pgettext_lazy("address", "data"))
pages = translated_path(ADDRESS, data, "data")
for name in FEEDS:
    pages += translated_path(format_lazy("{}{}", ADDRESS, name), partial(changes, name=name), name)
