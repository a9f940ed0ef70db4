"""The page of the open data with its dictionary, the files, and the feeds.

Addresses of pages have a language prefix, those of files none.
"""

from functools import partial, wraps

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.text import format_lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from pages.models import FactsPage
from pages.routing.languages import languages_of_address
from pages.routing.navigation import breadcrumb_list, home_pages, navigation
from pages.routing.words import translated_path
from schools.register.page_types import school_list
from schools.states import PERCENT, POINTS, SCHOLARS, current
from toolkit.cache_control import public
from toolkit.visibility import public as visible

from .columns import FORMER_NAME, REQUIREMENT, RESULT, SCHOOL, STATE_RECORD, as_json, shown
from .feed import FEEDS, change_feed
from .files import FILES, listed
from .version import REQUIRED, etag, full_url, last_modified, version

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
    changed, address, trail = version(request).changed, full_url(request, "data"), _trail(request)
    units = {SCHOLARS: _("scholars"), PERCENT: _("percent"), POINTS: _("points")}
    context = {
        "has_facts": visible(FactsPage.objects.filter(locale__language_code=get_language())).exists(),
        "files": [(file, file.size(request, version(request, file.name))) for file in listed()],
        "feeds": FEEDS.values(),
        "changed": changed,
        "tables": _tables(),
        "state": current(),
        "measures": [(one, units[one.unit]) for one in current().measures.values()],
        "address": address,
        "languages": languages_of_address(request),
        "trail": trail,
        "graph": [_dataset(request, changed), breadcrumb_list([*trail, (_("School data"), address)])],
    }
    return render(request, "schools/open_data/page.html", context)


def _tables() -> list[tuple]:
    """Return the tables of the data dictionary: id, heading, introduction, and columns of each."""
    schools = _(
        "Columns of schools.csv, members of each school in schools.json, and properties of each point in "
        "schools.geojson. In schools.geojson, latitude and longitude are the point itself."
    )
    names = _("Members of each former name in the JSON files. A CSV cell holds the names, with “ | ” between them.")
    records = _(
        "Members of each state record in the JSON files. A CSV cell holds the {codes}, with “ | ” between them."
    )
    required = _(
        "Columns of required-postings.csv, and members of each entry in required-postings.json. The list is "
        "research, not legal advice."
    )
    tables = [("schools", _("Schools"), schools, SCHOOL), ("former-names", _("Former names"), names, FORMER_NAME)]
    if current().key:
        tables += [
            ("state-records", _("State records"), records.format(codes=current().codes), STATE_RECORD),
            ("results", _("Results"), _("Columns of results.csv."), RESULT),
            (REQUIRED, _("Required postings"), required, REQUIREMENT),
        ]
    return [(key, heading, text, shown(columns)) for key, heading, text, columns in tables]


def _trail(request) -> list[tuple[str, str]]:
    """Return titles and full URLs of the pages above this one: home and the school list, in its language."""
    schools = school_list(get_language())
    above = [(_("Home"), navigation(request).home), (schools and schools.title, schools)]
    return [(title, page.get_full_url(request)) for title, page in above if page]


def _dataset(request, changed) -> dict:
    """Return the data as a schema.org Dataset. It has no license, because none has been set."""
    page = full_url(request, "data")
    network = {"@type": "EducationalOrganization", "name": settings.WAGTAIL_SITE_NAME}
    return {
        "@type": "Dataset",
        "@id": f"{page}#data",
        "name": _("Schools of %(network)s") % {"network": settings.WAGTAIL_SITE_NAME},
        "description": _(
            "Every school of the network, open and closed: names, grades, campus, dates, state codes, and "
            "state data by year."
        )
        if current().key
        else _("Every school of the network, open and closed: names, grades, campus, and dates."),
        "url": page,
        "creator": network,
        **({"creditText": current().department} if current().department else {}),
        "dateModified": as_json(changed),
        "inLanguage": get_language(),
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.name,
                "description": str(file.content),
                "encodingFormat": file.content_type.partition(";")[0],
                "contentUrl": full_url(request, file.name),
            }
            for file in listed()
            if not file.name.startswith(REQUIRED)
        ],
    }


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
