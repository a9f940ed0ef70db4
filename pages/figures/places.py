"""Where a figure is shown, and which public texts have its number as typed words, which do not change with it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.models import Page, PageLogEntry, ReferenceIndex, get_page_models
from wagtail.rich_text import get_text_for_indexing

from pages.texts.pages import Text, fields_of, texts_of
from toolkit.visibility import public

NOT_FIGURE = "pages.not_figure"  # of the log entry that keeps the answer “Not this figure”
BLOCKS = re.compile(r"</?(?:p|li|ul|ol|h\d|br|hr)\b")
SENTENCE_ENDS = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][”\"')]))\s+|\n")
LEAST = 100  # smaller whole numbers are in too many texts to be looked for, except with what the figure counts
ONES = re.findall(r"\w+", "one two three four five six seven eight nine")
TEENS = re.findall(r"\w+", "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
TO_99 = ["", *ONES, *TEENS, *(f"{ten}-{one}".rstrip("-") for ten in TENS for one in ("", *ONES))]
WORDS = dict(enumerate(TO_99))
ALONE = r"(?<![\w-])" + "".join(f"(?<!{word} )" for word in (*TENS, "hundred", "thousand"))  # no part of a number
WHOLE = re.compile(r"\d{1,3}(?:,?\d{3})*")
NOUN = re.compile(r"[^\W\d_]{4,}")  # longer than “of” and “the”
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")


@dataclass(frozen=True)
class Mention:
    """A number in a text of a page, and the rest of its sentence before and after it."""

    page: Page
    text: Text
    before: str
    number: str
    after: str

    @property
    def sentence(self) -> str:
        return f"{self.before}{self.number}{self.after}"

    @property
    def edit_url(self) -> str:
        """The page's form, at the block if it is in one."""
        steps = self.text.path.split("/")
        anchor = f"#block-{steps[1]}-section" if len(steps) > 1 else ""
        return f"{reverse('wagtailadmin_pages:edit', args=[self.page.pk])}{anchor}"


def pages_with(figure) -> list[Page]:
    """Return the public pages that show `figure`, in all languages, and the lists of all figures. Two queries."""
    kind = ReferenceIndex.get_references_to(figure).filter(base_content_type__model="page")
    keys = [int(key) for key in kind.values_list("object_id", flat=True)]
    shown = Page.objects.filter(Q(pk__in=keys) | Q(content_type__model="factspage"))
    return list(public(shown).select_related("locale").order_by("locale", "path"))


def mentions(figure, values: Iterable[str]) -> list[Mention]:
    """Return where public pages have one of `values` typed and may mean `figure`. One query for each page type."""
    patterns = {value: pattern for value in values if (pattern := number_pattern(value))}
    if not patterns:
        return []
    whole, no_figures = re.compile("|".join(patterns.values()), re.IGNORECASE), not_figures(data__figure=figure.pk)
    stored = "|".join(map(_stored, patterns))
    found = [mention for page in _pages_that_store(stored) for mention in mentions_in(page, said_in(page), whole)]
    return [one for one in found if (one.page.pk, figure.pk, one.sentence) not in no_figures]


def _stored(value: str) -> str:
    """Return a regular expression of the database for the digits or words of a value."""
    digits = value.removesuffix("%").strip().replace(",", "")
    if not digits.isdecimal():
        return re.escape(digits)
    return "|".join(filter(None, (digits, f"{int(digits):,}", WORDS.get(int(digits)))))


def _pages_that_store(pattern: str) -> list[Page]:
    found = []
    for model in get_page_models():
        stored = {f"{field.name}_stored": Cast(field.name, TextField()) for field in fields_of(model)}
        has_it = Q.create([(f"{name}__iregex", pattern) for name in stored], connector=Q.OR)
        pages = model.objects.exact_type(model).annotate(**stored).filter(has_it)
        found += public(pages).select_related("locale")
    return sorted(found, key=lambda page: page.path)


def mentions_in(page, said: list[tuple[Text, str]], pattern: re.Pattern) -> list[Mention]:
    """Return where the sentences of a page, from `said_in`, have a number that matches `pattern`."""
    return [
        Mention(page, text, sentence[: match.start()], match[0], sentence[match.end() :])
        for text, sentence in said
        for match in pattern.finditer(sentence)
    ]


def said_in(page) -> list[tuple[Text, str]]:
    """Return the sentences in the texts of a specific page."""
    return [(text, sentence) for text in texts_of(page) for sentence in sentences(text)]


def sentences(text: Text) -> list[str]:
    words = get_text_for_indexing(BLOCKS.sub(r"\n\g<0>", text.value)) if text.is_html else text.value
    return list(filter(None, map(str.strip, SENTENCE_ENDS.split(words))))


def not_figures(**entries) -> set[tuple[int, int, str]]:
    """Return page, figure, and sentence of the numbers that somebody said are not that figure."""
    log = PageLogEntry.objects.filter(action=NOT_FIGURE, **entries)
    return set(log.values_list("page", "data__figure", "data__sentence"))


def number_pattern(value: str, label: str = "") -> str:
    """Return the regular expression of a figure's value as people type it; empty if it would match too much.

    A whole number below 100 has to precede the first word of `label`, as in “28 schools”.
    """
    if found := PERCENT.fullmatch(value):
        words = WORDS.get(int(found[1])) if found[1].isdecimal() else ""
        spoken = rf"|{ALONE}{words}[ -]percent\b" if words else ""
        return rf"(?:(?<![\d.,]){re.escape(found[1])}(?:\s?%|[ -]percent\b|\spor ciento\b){spoken})"
    noun = NOUN.match(label)
    if noun and WHOLE.fullmatch(value) and (words := WORDS.get(int(value.replace(",", "")))):
        return rf"(?:(?<![\d.,–/-]){value}|{ALONE}{words})(?=\s{noun[0]}\b)"
    if WHOLE.fullmatch(value) and (number := int(value.replace(",", ""))) >= LEAST:
        return rf"(?<![\d.,–/-])(?:{re.escape(value)}|{number:,}|{number})(?!\d|[.,–/-]\d|\s?%)"
    return ""
