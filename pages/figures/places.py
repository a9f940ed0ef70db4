"""Where a figure is shown, and which public texts have its number as typed words, which do not change with it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page, ReferenceIndex, get_page_models
from wagtail.rich_text import get_text_for_indexing

from pages.texts.pages import Text, fields_of, texts_of
from toolkit.visibility import public

AROUND = 60  # characters quoted on each side
BUTTONS = 5  # pages that a message links to
LEAST = 100  # smaller whole numbers are in too many texts to be looked for, except with what the figure counts
ONES = [
    "",
    *re.findall(
        r"\w+",
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen",
    ),
]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ALONE = r"(?<![\w-])" + "".join(f"(?<!{word} )" for word in (*TENS[2:], "hundred", "thousand"))  # no part of a number
WHOLE = re.compile(r"\d{1,3}(?:,?\d{3})*")
NOUN = re.compile(r"[^\W\d_]{4,}")  # longer than “of” and “the”
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")


@dataclass(frozen=True)
class Mention:
    """A public text with a number, and what stands before and after it."""

    page: Page
    text: Text
    before: str
    number: str
    after: str

    @property
    def edit_url(self) -> str:
        """The page's form, at the block if it is in one."""
        steps = self.text.path.split("/")
        anchor = f"#block-{steps[1]}-section" if len(steps) > 1 else ""
        return f"{reverse('wagtailadmin_pages:edit', args=[self.page.pk])}{anchor}"


def pages_with(figure) -> list[Page]:
    """Return the public pages that show `figure`, in all languages. Two queries."""
    kind = ReferenceIndex.get_references_to(figure).filter(base_content_type__model="page")
    keys = [int(key) for key in kind.values_list("object_id", flat=True)]
    return list(public(Page.objects.filter(pk__in=keys)).select_related("locale").order_by("locale", "path"))


def mentions(values: Iterable[str]) -> list[Mention]:
    """Return where public pages have one of `values` as typed words. One query for each page type."""
    patterns = {value: pattern for value in values if (pattern := number_pattern(value))}
    if not patterns:
        return []
    whole = re.compile("|".join(patterns.values()), re.IGNORECASE)
    parts = {part for value in patterns for part in _stored_forms(value)}
    return [mention for page in _pages_with_any(parts) for mention in mentions_in(page, whole)]


def mentions_in(page, pattern: re.Pattern) -> list[Mention]:
    """Return where the texts of a specific page have a number that matches `pattern`."""
    found = []
    for text in texts_of(page):
        words = get_text_for_indexing(text.value) if text.is_html else text.value
        for match in pattern.finditer(words):
            before, after = words[: match.start()], words[match.end() :]
            found.append(Mention(page, text, before[-AROUND:], match[0], after[:AROUND]))
    return found


def in_words(number: int) -> str:
    """Return a number below 100 in English words, such as “ninety-five”; empty for others and for zero."""
    if number < len(ONES):
        return ONES[number]
    return "-".join(filter(None, (TENS[number // 10], ONES[number % 10]))) if number < LEAST else ""


def number_pattern(value: str, label: str = "") -> str:
    """Return the regular expression of a figure's value as people type it; empty if it would match too much.

    A whole number below 100 has to precede the first word of `label`, as in “28 schools”.
    """
    if found := PERCENT.fullmatch(value):
        words = in_words(int(found[1])) if found[1].isdecimal() else ""
        spoken = rf"|{ALONE}{words}[ -]percent\b" if words else ""
        return rf"(?:(?<![\d.,]){re.escape(found[1])}(?:\s?%|[ -]percent\b|\spor ciento\b){spoken})"
    noun = NOUN.match(label)
    if noun and WHOLE.fullmatch(value) and (words := in_words(int(value.replace(",", "")))):
        return rf"(?:(?<![\d.,–/-]){value}|{ALONE}{words})(?=\s{noun[0]}\b)"
    if WHOLE.fullmatch(value) and (number := int(value.replace(",", ""))) >= LEAST:
        return rf"(?<![\d.,–/-])(?:{re.escape(value)}|{number:,}|{number})(?!\d|[.,–/-]\d|\s?%)"
    return ""


def _stored_forms(value: str) -> set[str]:
    """Return the digits of a value as they may be stored."""
    digits = value.removesuffix("%").strip()
    words = in_words(int(digits)) if digits.isdecimal() else ""
    return {digits, digits.replace(",", ""), *({words, words.capitalize()} if words else ())}


def _pages_with_any(parts: set[str]):
    for model in get_page_models():
        if model is Page or model._meta.abstract:
            continue
        names = [field.name for field in fields_of(model)]
        stored = {f"{name}_stored": Cast(name, TextField()) for name in names}
        has_any = Q()
        for name in stored:
            for part in parts:
                has_any |= Q(**{f"{name}__contains": part})
        yield from public(model.objects.annotate(**stored).filter(has_any)).select_related("locale").order_by("path")


def report_typed(request, figure) -> None:
    """After a figure is published with another value, name the public pages that still have an earlier one as words."""
    is_figure = figure._meta.label_lower == "pages.figure"
    if not is_figure or "action-publish" not in request.POST or not request.accepts("text/html"):
        return
    newest, *earlier = [row.value for row in figure.series] or [""]
    pages = {mention.page.pk: mention for mention in mentions({*earlier} - {newest})}
    if pages:
        buttons = [messages.button(mention.edit_url, mention.page.title) for mention in list(pages.values())[:BUTTONS]]
        text = ngettext(
            "%(count)s public page still has an earlier number as typed words:",
            "%(count)s public pages still have an earlier number as typed words:",
            len(pages),
        )
        messages.warning(request, text % {"count": len(pages)}, buttons=buttons)
