"""Figures as readers see them: the number filled in, with its words in the active language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import get_language

from pages import totals
from pages.figures.models import Figure
from pages.figures.preview import as_previewed
from pages.texts import MAIN


@dataclass(frozen=True)
class ShownFigure:
    """A figure with its number filled in; `key` is the figure's."""

    key: int | None
    value: str
    label: str
    definition: str
    as_of: str
    source: str
    source_url: str

    @property
    def share(self) -> float | None:
        """The number as a percentage from 0 to 100, to draw it on a scale; None if it is not one."""
        number = self.value.removesuffix("%").strip()
        if not self.value.endswith("%") or not number.replace(".", "", 1).isdigit():
            return None
        return float(number) if float(number) <= 100 else None


def in_main_language(text: str) -> str:
    """Return `text`, marked with its language on a page in another one."""
    return text if not text or get_language() == MAIN else format_html('<span lang="{}">{}</span>', MAIN, text)


def shown(figures: Iterable[Figure], mark: Callable[[str], str] = in_main_language) -> list[ShownFigure]:
    """Return `figures` in the active language; where a text is missing, what `mark` makes of the English one.

    Computed ones are counted now in at most one query. Figures that were withdrawn or can no longer be counted are left
    out. The figure that is being previewed is shown as in its draft.
    """
    figures = [current for figure in figures if (current := as_previewed(figure)) is not None]
    counted = totals.current([figure.computed_from for figure in figures if figure.computed_from])
    language, results = get_language(), []
    for figure in figures:
        label = marked(figure.label.text_for(language), mark)
        definition = marked(figure.definition.text_for(language), mark)
        if not figure.computed_from:
            newest = figure.newest
            as_of = marked(newest.as_of_for(language), mark)
            source = marked(newest.source.text_for(language), mark)
            row = ShownFigure(figure.pk, newest.value, label, definition, as_of, source, newest.source_url)
            results.append(row)
        elif total := counted.get(figure.computed_from):
            join = str.format if mark is str else format_html
            definition = join("{} {}", definition, total.rule) if definition else total.rule
            results.append(ShownFigure(figure.pk, f"{total.value:,}", label, definition, total.as_of, total.source, ""))
    return results


def marked(pair: tuple[str, str], mark: Callable[[str], str]) -> str:
    """Return the text of a pair of text and language, marked if it is not in the active language."""
    text, language = pair
    return text if language == get_language() else mark(text)
