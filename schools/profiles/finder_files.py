"""Files below each list of schools: the finder's results for programs, and its file for browsers without the server."""

from django.core.paginator import Paginator
from django.http import JsonResponse
from django.template.loader import render_to_string

from pages.routing.sites import address, full_address
from schools.finder.answer import fetch
from schools.finder.criteria import CriteriaForm
from schools.finder.models import Meaning
from schools.finder.places import SUFFIXES, known_places, rank
from schools.finder.replies import urgent_replies
from schools.finder.search import find
from schools.finder.search_words import search_words
from schools.open_data.views import for_everyone
from schools.register.grades import grade_of
from schools.register.models import Place
from schools.register.models.campus import miles_between

from .addresses import RESULTS
from .prefetch import fetch_lists

PER_PAGE = 30  # schools; all open schools fit on one page
REACH = 50  # miles from a school within which places are listed: the county and its neighbors
DECIMALS = 5  # of degrees, as in content/places: about a yard, for the same order as the server's
MEANINGS = {Meaning.LEVEL, Meaning.GRADE, Meaning.NEAR, Meaning.WORDS, Meaning.NOTHING}


@for_everyone
def results_json(request, index) -> JsonResponse:
    """Return the results of the school list `index` as JSON: same parameters, same schools, same order.

    `count` is the total of all pages, `next` the address of the next page. `place` is the point that `miles` (in a
    straight line) are measured from, and `problem` says why there is none, in the language of the list. `matched_on` is
    null if the school's name matched.
    """
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
        "results": [_result(profile, request) for profile in fetch(page.object_list, results.terms)],
        "next": None,
    }
    if page.has_next():
        question = "&".join(filter(None, [criteria.query_string(), f"page={page.next_page_number()}"]))
        data["next"] = f"{index.get_full_url(request)}{RESULTS}?{question}"
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def finder_json(request, index) -> JsonResponse:
    """Return what a browser needs to find a school below the list `index` while no server answers.

    That is the open schools, the ZIP codes and places near them, the search words, the HTML of an answer with all
    urgent replies, and the phrases that ask for each, for js/local-finder.js. It is the same for everyone and part of
    the published copy. Points are [north, east] in degrees.
    """
    open_today = index.profiles.open_today()
    profiles = list(open_today.model.known(open_today.values_list("pk", flat=True)).values())
    fetch_lists([profile.school for profile in profiles], "former_names", "record_links")
    points = [point for profile in profiles if (point := profile.school.campus.point)]
    known = known_places()
    named = [place for place in dict.fromkeys(known.named.values()) if _is_near(points, place)]
    named.sort(key=lambda place: (place.name, *rank(place)))
    words = search_words().entries.items()
    urgent = urgent_replies()
    parts = {"request": request, "page": index, "replies": [reply for reply, _phrases in urgent]}
    content = {
        "answer": render_to_string("schools/finder/local.html", parts),
        "schools": [_school(profile, address(request, profile)) for profile in profiles],
        "zips": {code: _rounded(place.point) for code, place in known.zips.items() if _is_near(points, place)},
        "places": [[place.name, *_rounded(place.point), *filter(None, [place.qualifier])] for place in named],
        "after": SUFFIXES,
        "words": {word: [entry.meaning, _value(entry)] for word, entry in words if entry.meaning in MEANINGS},
        "urgent": [phrases for _reply, phrases in urgent],
    }
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


def _result(profile, request) -> dict:
    reason = profile.matched_on
    return {
        "slug": profile.school.slug,
        "name": profile.school.name,
        "level": profile.school.level,
        "miles": None if profile.miles is None else round(profile.miles, 1),
        "matched_on": reason and {"kind": reason.kind, "label": reason.kind.label, "text": reason.text},
        "url": full_address(request, profile),
    }


def _value(entry) -> str:
    return str(grade_of(entry.value)) if entry.meaning == Meaning.GRADE else entry.value


def _school(profile, address: str) -> dict:
    school = profile.school
    former_names = [former.name for former in school.names_before]
    record_names = [link.record.name for link in school.record_links.all()]
    return {
        "name": school.short_name,
        "url": address,
        "line": str(school.level_and_grades),
        "level": school.level,
        "grades": [school.lowest_grade, school.highest_grade],
        "at": school.campus.point and _rounded(school.campus.point),
        "area": school.campus.area,
        "address": school.campus.address,
        "phone": school.phone_text,
        "short": profile.in_short.short,
        "also": " ".join(dict.fromkeys([school.slug, *former_names, *record_names])),
    }


def _rounded(point: tuple[float, float]) -> list[float]:
    return [round(degrees, DECIMALS) for degrees in point]


def _is_near(points: list[tuple[float, float]], place: Place) -> bool:
    return any(miles_between(*place.point, *point) <= REACH for point in points)
