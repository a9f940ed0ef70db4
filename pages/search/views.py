"""The search page."""

from copy import copy
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page, get_page_models

from media.models import SiteDocument
from pages.content_cache import memo_each
from pages.models import BasePage
from pages.models.pictures import fetch_pictures
from pages.routing.languages import languages_of_address
from pages.routing.navigation import active_locale
from pages.search.answer import LONGEST, answer
from pages.search.full_text import Key, Kind

PER_PAGE = 10


def _with_types(pages):
    """Join the rows of all page types, and what lists show of each, in one query; `specific()` takes one for each."""
    names = []
    for model in get_page_models():
        if model is Page:
            continue
        name = model._meta.model_name
        names += [name, *(f"{name}__{foreign_key}" for foreign_key in getattr(model, "listed_with", ()))]
    return pages.select_related(*names)


Hit = tuple[Kind, Page | SiteDocument | SearchPromotion, SearchPromotion | None]  # a link is its own recommendation


def _fetched(keys: list[Key], recommended: dict[Key, SearchPromotion]) -> list[Hit]:
    """Return the results `keys`, each with its recommendation, if any.

    One query for pages of all types and their pictures, one for renditions, one for documents.
    """
    objects = {
        Kind.PAGE: memo_each("found page", [pk for kind, pk in keys if kind == Kind.PAGE], _load_pages),
        Kind.DOCUMENT: SiteDocument.objects.with_tags().in_bulk([pk for kind, pk in keys if kind == Kind.DOCUMENT]),
        Kind.LINK: {promotion.pk: promotion for promotion in recommended.values()},
    }
    found = ((key, objects[key[0]].get(key[1])) for key in keys)
    return [(key[0], copy(thing), recommended.get(key)) for key, thing in found if thing is not None]


def _load_pages(keys: list[int]) -> dict[int, Page]:
    rows = _with_types(Page.objects.filter(pk__in=keys)).in_bulk()
    pages = {pk: getattr(page, page.cached_content_type.model, page) for pk, page in rows.items()}
    fetch_pictures([page for page in pages.values() if isinstance(page, BasePage)])
    return pages


@require_safe
def search(request):
    """Show results for `?q=` (words) and `?page=` (number) in the language of the address. Nothing is stored."""
    locale = active_locale(request)
    if locale.language_code != get_language():
        raise Http404  # an interface language without pages
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST]
    result = answer(query, locale)
    hits = Paginator(result.keys, PER_PAGE).get_page(request.GET.get("page"))
    hits.object_list = _fetched(hits.object_list, result.recommended)
    context = {
        "query": query,
        "asked": urlencode({"q": query}),
        "answer": result,
        "words": result.meant or query,
        "found": hits,
        "languages": languages_of_address(request),
        "pages": [thing for kind, thing, _recommended in hits if kind == Kind.PAGE],
    }
    return render(request, "search/results.html", context)
