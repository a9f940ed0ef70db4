"""The switch of languages on an address that is no page of the tree, such as the search."""

from dataclasses import dataclass

from django.urls import translate_url
from wagtail.models import Locale

from pages.navigation import navigation


@dataclass(frozen=True)
class Other:
    """The same in another language, as the switch of languages and, with `full_url`, `hreflang` need it."""

    locale: Locale
    url: str
    full_url: str = ""


def other_languages(request) -> list[Other]:
    """The address of `request`, with its question, in the other languages whose home page is public."""
    here = request.get_full_path()
    homes = navigation(request).translations
    return [Other(one.locale, translate_url(here, one.locale.language_code)) for one in homes]
