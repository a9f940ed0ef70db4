"""Notices on public pages, in the language of the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import get_language

from pages.content_cache import memo
from schools.desk.models import SchoolNotice
from schools.register.models import School


@dataclass(frozen=True)
class Shown:
    """One notice. `language` is that of `text`, empty if it is the page's. `day` is the first day of the notice."""

    text: str
    language: str
    link: str
    day: date


def of_school(school: School) -> list[Shown]:
    """Return the notices on the pages of `school` today. Cached until something changes."""
    today = timezone.localdate()
    notices = memo(("notices of", school.pk, today), lambda: list(school.notices.shown_on(today)))
    return in_language(notices, get_language())


def in_language(notices: Iterable[SchoolNotice], language: str) -> list[Shown]:
    result = []
    for notice in notices:
        text, text_language = notice.text.text_for(language)
        result.append(Shown(text, "" if text_language == language else text_language, notice.link, notice.first_day))
    return result
