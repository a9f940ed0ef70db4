from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from pages.routing.languages import languages_of_address
from pages.routing.navigation import active_locale
from pages.search.full_text import Kind
from pages.search.results import Hits

from .answer import LONGEST, answer

PER_PAGE = 10


@require_safe
def search(request):
    """Show results for `?q=` (words) and `?page=` (number) in the language of the address. Nothing is stored."""
    locale = active_locale(request)
    if locale.language_code != get_language():
        raise Http404  # an interface language without pages
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST]
    result = answer(query, locale)
    hits = Paginator(Hits(result.keys, result.recommended), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "query": query,
        "asked": urlencode({"q": query}),
        "answer": result,
        "words": result.meant or query,
        "found": hits,
        "languages": languages_of_address(request),
        "pages": [hit.thing for hit in hits if hit.kind == Kind.PAGE],
    }
    return render(request, "search/results.html", context)
