"""How current the translations are: for each public page in the default language and each other language."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import MD5, Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page, get_page_models

from pages.content_cache import memoized
from pages.translation.models import SourceText, TranslationMixin
from toolkit.visibility import public

OFFER_SOURCE_AFTER = timedelta(days=7)  # from then on, readers of an old translation are offered the newer source


class State(models.TextChoices):
    """Most urgent first."""

    MISSING = "missing", _("Missing")
    OUTDATED = "outdated", _("Out of date")
    TO_REVIEW = "review", _("Still needs a reader")
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

    @property
    def url(self) -> str:
        """The editor's address of the translation, or where to begin it."""
        if self.page_id:
            return reverse("wagtailadmin_pages:edit", args=[self.page_id])
        return reverse("simple_translation:submit_page_translation", args=[self.source.pk])

    @property
    def kind(self) -> str:
        return str(self.source.content_type.model_class()._meta.verbose_name)

    @property
    def language(self) -> str:
        return self.locale.get_display_name()

    @property
    def owner(self) -> str:
        return str(self.source.owner or "")


def pairs(of=None) -> list[Pair]:
    """Return all pairs, or those of the pages in the queryset `of`. Five queries."""
    default = Locale.get_default()
    sources = public((Page.objects.all() if of is None else of).filter(locale=default, depth__gt=1))
    history = defaultdict(list)
    for text in _history(page__in=sources.values("pk")):
        history[text.page_id].append(text)
    translations = _translations(default, sources.values("translation_key"))
    locales = list(Locale.objects.exclude(pk=default.pk))
    return [
        _pair(page, locale, translations.get((page.translation_key, locale.pk)), history[page.pk])
        for page in sources.select_related("content_type", "owner").order_by("path")
        for locale in locales
    ]


def _history(**filters):
    """Return a query for the public texts of pages, oldest first, each with the `digest` of what it says."""
    texts = SourceText.objects.filter(**filters).defer("texts").order_by("since", "pk")
    return texts.annotate(digest=MD5(Cast("texts", models.TextField())))


def _newer(history: list[SourceText], matched: int) -> list[SourceText]:
    """Return the texts in `history` after the last one that says the same as the one with the key `matched`."""
    digest = next(text.digest for text in history if text.pk == matched)
    return history[max(place for place, text in enumerate(history, 1) if text.digest == digest) :]


def _translations(default: Locale, keys) -> dict:
    """Return (page, matched text, to be reviewed) of the public translations, by translation key and locale."""
    columns = ("translation_key", "locale", "pk", "translates", "to_review")
    rows, *others = [
        public(model.objects.exclude(locale=default).filter(translation_key__in=keys)).order_by().values_list(*columns)
        for model in get_page_models()
        if issubclass(model, TranslationMixin)
    ]
    return {(key, locale): row for key, locale, *row in rows.union(*others, all=True)}


def _pair(source: Page, locale: Locale, row, history: list[SourceText]) -> Pair:
    if row is None:
        return Pair(source, locale, State.MISSING, since=history[0].since if history else source.first_published_at)
    page_id, matched, to_review = row
    if matched not in [text.pk for text in history]:
        return Pair(source, locale, State.OUTDATED, page_id, history[0].since if history else None)
    if newer := _newer(history, matched):
        return Pair(source, locale, State.OUTDATED, page_id, newer[0].since)
    return Pair(source, locale, State.TO_REVIEW if to_review else State.CURRENT, page_id)


@dataclass(frozen=True)
class Summary:
    """Of one language: pages to translate, and those that are current."""

    locale: Locale
    pages: int
    current: int

    @property
    def percent(self) -> int:
        return self.current * 100 // self.pages


def summaries(all_pairs: list[Pair]) -> list[Summary]:
    pages = Counter(pair.locale for pair in all_pairs)
    current = Counter(pair.locale for pair in all_pairs if pair.since is None)
    return [Summary(locale, number, current[locale]) for locale, number in pages.items()]


@memoized
def newer_text(matched: int) -> SourceText | None:
    """Return the first text that replaced the one with the key `matched`, with its `page` and `since`. One query."""
    pages = public(Page.objects.filter(source_texts=matched))
    history = list(_history(page__in=pages).select_related("page__locale"))
    return next(iter(_newer(history, matched)), None) if history else None
