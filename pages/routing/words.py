"""Our own words in addresses, such as “compare” below the list of schools, in the language of the address.

They are translated with the context “address”: lowercase letters, digits, and hyphens. The address in English words
redirects in every other language, so a language can get its words after its pages.
"""

from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import path, reverse
from django.utils.translation import get_language, override
from wagtail.views import serve


def in_language(word, code: str) -> str:
    """Return the lazy text `word` in the language `code`."""
    with override(code):
        return str(word)


def translated_path(route, view, name: str) -> list:
    """Return the URL patterns of the lazy text `route`, and of its English words, which redirect to it."""
    return [path(route, view, name=name), path(in_language(route, settings.LANGUAGE_CODE), _moved, {"name": name})]


def _moved(request, name, **kwargs):
    """Serve the page that has this address, if there is one; else redirect."""
    try:
        return serve(request, request.path_info.removeprefix(f"/{get_language()}/"))
    except Http404:
        return redirect_to_words(request, reverse(name, kwargs=kwargs))


def redirect_to_words(request, address: str) -> HttpResponsePermanentRedirect:
    """Redirect to the same address in the words of its language, with the query or the form that was sent."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address, preserve_request=True)
