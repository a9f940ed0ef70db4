"""The page visitors get while the application is down: the maintenance page plus the phone numbers of all open schools
and any emergency. nginx sends it with status 503. It has no address, so it is stored outside the published copy.

It speaks all languages that we wrote it in. `unavailable.es.html`, for addresses below `/es/`, begins with Spanish.

It leads to the Enroll pages and to the lists of schools, where questions to the finder are answered in the browser
(js/outage.js).
"""

import re
from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html

from pages.announcements.models import Kind
from pages.models import Announcement
from schools.models import EnrollPage, School, SchoolIndexPage
from toolkit.monitoring import outages
from toolkit.monitoring.outages import MAIN, OTHERS
from toolkit.published_copy.copy import put, read_file
from toolkit.visibility import public

NAME = "unavailable.html"
HEAD, PLACE = "    <main>\n", "    </main>\n"
BEFORE_BODY = "  </head>\n  <body>\n"
# The script has no hash in its name, like the page's stylesheet, because this page may outlive a release.
WITH_LISTS = '    <script type="module" src="/static/js/outage.js"></script>\n  </head>\n  <body data-finders="{}">\n'
BEGIN, END = "<!-- emergency -->", "<!-- /emergency -->"
NOTICE = re.compile(f" *{BEGIN}.*?{END}\n", re.DOTALL)


def names() -> dict[str, str]:
    """Return the files of the page by the language that they begin with."""
    return {MAIN: NAME} | {code: f"unavailable.{code}.html" for code in OTHERS}


def write() -> None:
    """Write the pages that changed."""
    emergencies = Announcement.objects.shown().filter(kind=Kind.EMERGENCY)
    texts = [
        announcement.text.text_for(code)[::-1]
        for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES
        for announcement in emergencies
    ]
    for language, name in names().items():
        own_first = sorted(texts, key=lambda text: text[0] != language)
        text = with_emergency(page(language), own_first).encode()
        if read_file(name) != text:
            put(name, text, "text/html; charset=utf-8")


def page(language: str = MAIN) -> str:
    """Return the page that begins with `language`, without emergencies."""
    text = outages.page("maintenance", language)
    if lists := addresses_of(SchoolIndexPage):
        text = text.replace(BEFORE_BODY, format_html(WITH_LISTS, " ".join(lists.values())))
    enroll = addresses_of(EnrollPage)
    codes = sorted((MAIN, *OTHERS), key=lambda code: code != language)
    pages = [(code, enroll.get(code), lists.get(code)) for code in codes]
    with translation.override(language):
        return text.replace(
            PLACE, render_to_string("outage.html", {"pages": pages, "schools": School.objects.to_call()}) + PLACE
        )


def with_emergency(page: str, texts: Iterable[tuple[str, str]]) -> str:
    """Return `page` with the (language, text) pairs at the top, in place of any earlier emergencies."""
    page = NOTICE.sub("", page)
    language_by_text = {}  # languages that share a text get one line
    for language, text in texts:
        language_by_text.setdefault(text, language)
    if not language_by_text:
        return page
    notice = render_to_string("outage_emergency.html", {"texts": language_by_text.items()})
    return page.replace(HEAD, notice + HEAD, 1)


def addresses_of(page_type) -> dict[str, str]:
    """Return the addresses of the public pages of `page_type` by language."""
    pages = public(page_type.objects.select_related("locale")).order_by("path")
    return {page.locale.language_code: parts[2] for page in pages if (parts := page.get_url_parts(None))}
