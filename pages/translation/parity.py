"""How current the translations are: for each public page in the default language and each other language."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db import models
from django.db.models import Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page, get_page_models

from pages.models.translation import SourceText, TranslationMixin
from toolkit.visibility import public

OFFER_SOURCE_AFTER = timedelta(days=7)  # from then on, readers of an old translation are offered the newer source


class State(models.TextChoices):
    """Most urgent first."""

    MISSING = "missing", _("Missing")
    OUTDATED = "outdated", _("Out of date")
    TO_REVIEW = "review", _("To be reviewed")
    CURRENT = "current", _("Up to date")


@dataclass(frozen=True)
class Pair:
    """A page in the default language and its translation into `locale`, if there is one.

    `since` is when the text that the translation lacks became public; None if it is current.
    """

    source: Page
    locale: Locale
    state: State
    page_id: int | None = None
    since: datetime | None = None

    @property
    def days(self) -> int | None:
        return (timezone.now() - self.since).days if self.since else None


def pairs(sources=None) -> list[Pair]:
    """Return all pairs, or those of the pages in the queryset `sources`. One query per page type and three more."""
    default = Locale.get_default()
    pages = public(Page.objects.filter(locale=default, depth__gt=1) if sources is None else sources)
    pages = list(pages.select_related("content_type", "owner").order_by("path"))
    history = defaultdict(list)  # of each page, oldest first
    texts = SourceText.objects.filter(page__in=[page.pk for page in pages]).order_by("since", "pk")
    for key, page_id, since in texts.values_list("pk", "page_id", "since"):
        history[page_id].append((key, since))
    translations = _translations(default, [page.translation_key for page in pages])
    locales = list(Locale.objects.exclude(pk=default.pk))
    return [
        _pair(page, locale, translations.get((page.translation_key, locale.pk)), history[page.pk])
        for page in pages
        for locale in locales
    ]


def _translations(default: Locale, keys: list) -> dict:
    """Return (page, matched text, to be reviewed) of the public translations, by translation key and locale."""
    rows = {}
    for model in get_page_models():
        if issubclass(model, TranslationMixin) and not model._meta.abstract:
            pages = public(model.objects.exclude(locale=default).filter(translation_key__in=keys))
            for key, locale, *row in pages.values_list("translation_key", "locale", "pk", "translates", "to_review"):
                rows[key, locale] = row
    return rows


def _pair(source: Page, locale: Locale, row, history: list[tuple[int, datetime]]) -> Pair:
    if row is None:
        return Pair(source, locale, State.MISSING, since=history[0][1] if history else source.first_published_at)
    page_id, matched, to_review = row
    keys = [key for key, _since in history]
    if matched not in keys:
        return Pair(source, locale, State.OUTDATED, page_id, history[0][1] if history else None)
    newer = history[keys.index(matched) + 1 :]
    if newer:
        return Pair(source, locale, State.OUTDATED, page_id, newer[0][1])
    return Pair(source, locale, State.TO_REVIEW if to_review else State.CURRENT, page_id)


@dataclass(frozen=True)
class Summary:
    """Of one language: pages to translate, those that are current, and the median days of those that are not."""

    locale: Locale
    pages: int
    current: int
    median_days: float

    @property
    def percent(self) -> int:
        return self.current * 100 // self.pages if self.pages else 100


def summaries(all_pairs: list[Pair]) -> list[Summary]:
    by_locale = defaultdict(list)
    for pair in all_pairs:
        by_locale[pair.locale].append(pair)
    return [
        Summary(
            locale,
            len(of_locale),
            sum(pair.since is None for pair in of_locale),
            median([pair.days for pair in of_locale if pair.since] or [0]),
        )
        for locale, of_locale in by_locale.items()
    ]


@dataclass(frozen=True)
class NewerOriginal:
    """A public page whose text changed at `since`, after it was translated."""

    page: Page
    since: datetime

    @classmethod
    def of(cls, matched: int) -> "NewerOriginal | None":
        """Return what a translation of the `SourceText` with the key `matched` lacks, if anything. One query."""
        translated = SourceText.objects.filter(pk=matched)
        since = Subquery(translated.values("since"))
        newer = SourceText.objects.filter(Q(since__gt=since) | Q(since=since, pk__gt=matched))
        newer = newer.filter(page__in=public(Page.objects.filter(pk__in=translated.values("page"))))
        text = newer.select_related("page__locale").order_by("since", "pk").first()
        return cls(text.page, text.since) if text else None
