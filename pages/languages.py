"""The language switch on addresses outside the page tree, such as the search page."""

from dataclasses import dataclass

from django.urls import translate_url
from wagtail.models import Locale

from pages.navigation import navigation


@dataclass(frozen=True)
class Other:
    """The same address in another language, for the language switch and, with `full_url`, for `hreflang`."""

    locale: Locale
    url: str
    full_url: str = ""


def other_languages(request) -> list[Other]:
    """Return the request's address, with its query, in the other languages that have a public home page."""
    path = request.get_full_path()
    homes = navigation(request).translations
    return [Other(home.locale, translate_url(path, home.locale.language_code)) for home in homes]
