"""Figures as readers see them: the number filled in, with its words in the active language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import get_language

from pages import totals
from pages.content_cache import memo
from pages.figures.models import Figure, FigureText
from pages.figures.preview import as_previewed, is_previewed
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
    texts = _texts(get_language()) if figures else {}
    results = []
    for figure in figures:
        words = figure.texts_in(get_language()) if is_previewed(figure) else texts.get(figure.pk)
        label, definition, as_of, source = (
            getattr(words, name, "") or mark(getattr(figure, name))
            for name in ("label", "definition", "as_of", "source")
        )
        if not figure.computed_from:
            row = ShownFigure(figure.pk, figure.value, label, definition, as_of, source, figure.source_url)
            results.append(row)
        elif total := counted.get(figure.computed_from):
            join = str.format if mark is str else format_html
            definition = join("{} {}", definition, total.rule) if definition else total.rule
            results.append(ShownFigure(figure.pk, f"{total.value:,}", label, definition, total.as_of, total.source, ""))
    return results


def _texts(language: str) -> dict[int | None, FigureText]:
    """Return the texts of all figures in `language`, by figure, from one query; none in the main language."""
    if language == MAIN:
        return {}
    rows = FigureText.objects.filter(language=language)
    return memo(("figure texts", language), lambda: {row.figure_id: row for row in rows})
