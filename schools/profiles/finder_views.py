"""Files below each list of schools: the finder's results for programs, its file for browsers without the server, and
the schools' landscapes."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from pages import horizon
from pages.routing.sites import address, full_address
from schools.finder.criteria import CriteriaForm
from schools.finder.search import find
from schools.open_data.views import for_everyone
from toolkit.cache_control import public
from toolkit.visibility import public as public_pages

from . import offline_file
from .models import SchoolPage
from .models.school_index_page import PER_PAGE, SchoolIndexPage

NAME, LANDSCAPE = "results.json", "landscape.svg"


@for_everyone
@require_safe
@public
def results_json(request, slug):
    """Return the results of the school list at `slug` as JSON: same parameters, same schools, same order.

    `count` is the total of all pages, `next` the address of the next page. `place` is the point that `miles` (in a
    straight line) are measured from, and `problem` says why there is none, in the language of the list. `matched_on` is
    null if the school's name matched.
    """
    index = _school_list(slug)
    criteria = CriteriaForm.read(request.GET).criteria
    results = find(criteria, index)
    page = Paginator(results.hits, PER_PAGE).get_page(request.GET.get("page"))
    place, problem = results.place, results.place_problem
    data = {
        "count": page.paginator.count,
        "order": results.order,
        "place": place and {"name": str(place), "latitude": place.latitude, "longitude": place.longitude},
        "problem": problem and problem.message,
        "closed_only": results.closed_only,
        "results": [_result(profile, request) for profile in page],
        "next": None,
    }
    if page.has_next():
        question = "&".join(filter(None, [criteria.query_string(), f"page={page.next_page_number()}"]))
        data["next"] = f"{index.get_full_url(request)}{NAME}?{question}"
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


@require_safe
@public
def finder_json(request, slug):
    """Return `offline_file` for the school list at `slug`."""
    content = offline_file.offline_file(_school_list(slug).profiles, partial(address, request))
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


@require_safe
@public
def landscape(request, listing, slug):
    """Send the landscape of a school without a picture, which cards show, for the profile at `<listing>/<slug>/`.

    As files, only those in view are loaded, after the words. It is a square around the sun; wide cards ask for all of
    the drawing (`#svgView(…)`), which is in the file.
    """
    profile = SchoolPage.objects.at(listing, slug, get_language()).first()
    if profile is None:
        raise Http404
    content = horizon.as_file(horizon.svg(profile.title, "thumb", profile.light))
    return HttpResponse(content, content_type="image/svg+xml")


def _school_list(slug: str) -> SchoolIndexPage:
    """Return the public school list in the language of the request. Raises Http404."""
    lists = SchoolIndexPage.objects.filter(locale__language_code=get_language(), slug=slug)
    return get_object_or_404(public_pages(lists))


def _result(profile, request) -> dict:
    reason = profile.matched_on
    return {
        "slug": profile.school.slug,
        "name": profile.school.name,
        "level": profile.school.level,
        "miles": None if profile.miles is None else round(profile.miles, 1),
        "matched_on": reason and {"kind": reason.kind, "label": reason.label, "text": reason.text},
        "url": full_address(request, profile),
    }


urlpatterns = [
    path(f"<slug:slug>/{NAME}", results_json, name="results_json"),
    path(f"<slug:slug>/{offline_file.NAME}", finder_json, name="finder_json"),
    path(f"<slug:listing>/<slug:slug>/{LANDSCAPE}", landscape, name="landscape"),
]
