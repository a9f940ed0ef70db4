"""Names below the list of schools and below profiles. No profile can have one of the words as its address."""

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import pgettext_lazy

from pages.routing.words import in_language

WORDS = (pgettext_lazy("address", "compare"), pgettext_lazy("address", "sheet"), pgettext_lazy("address", "phones"))
COMPARE, SHEET, PHONES = (format_lazy("{}/", word) for word in WORDS)
RESULTS, FINDER_FILE, LANDSCAPE = "results.json", "finder.json", "landscape.svg"  # the same in every language


def is_word(slug: str) -> bool:
    """Return whether `slug` is one of the words in any language."""
    return any(slug == in_language(word, code) for word in WORDS for code, _name in settings.LANGUAGES)
