"""Search over every page a visitor may read, school profiles included."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page

from media.folding import plain
from pages.specific import specific, with_types

PER_PAGE = 10
LONGEST = 200  # characters; more is no question


@require_safe
def search(request):
    """`?q=` words, `?page=` number. Only live, public pages of the current language are searched.

    Pages with all the words; else those whose title begins with them; else those with any of them (`loose`).
    """
    locale = Locale.get_active()
    if locale.language_code != get_language():
        raise Http404  # a language of the interface that has no pages
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST]
    words = plain(query)[:LONGEST]
    results, loose = Page.objects.none(), False
    if words:
        # Not `visibility.public`: a search cannot filter by its subquery.
        pages = Page.objects.live().public().filter(locale=locale, depth__gt=1)
        results = pages.search(words)
        if not results.count():
            results = pages.autocomplete(words)  # titles of small words only (“Who we are”), half-typed names
        if not results.count():
            results, loose = pages.search(words, operator="or"), True
    found = Paginator(results, PER_PAGE).get_page(request.GET.get("page"))
    found.object_list = _specific(found.object_list)
    return render(
        request,
        "search/results.html",
        {"query": query, "asked": urlencode({"q": query}), "found": found, "loose": loose},
    )


def _specific(pages) -> list[Page]:
    """The pages as what they are, in their order: one query."""
    keys = [page.pk for page in pages]
    found = with_types(Page.objects.filter(pk__in=keys)).in_bulk()
    return [specific(found[key]) for key in keys if key in found]
