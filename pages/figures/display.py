"""Figures as readers see them: the number filled in, with its words in the active language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.html import format_html

from pages import totals
from pages.figures.models import Figure
from pages.figures.preview import as_previewed
from pages.texts import Texts


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


def marked(texts: Texts) -> str:
    """Return the text for readers of the active language, marked with its language if it is in another one."""
    return format_html('<span lang="{}">{}</span>', texts.lang, texts) if texts and texts.lang else str(texts)


def shown(figures: Iterable[Figure], render: Callable[[Texts], str] = marked) -> list[ShownFigure]:
    """Return `figures` in the active language, each text as `render` makes it: marked HTML, or plain with `str`.

    Computed ones are counted now in at most one query. Figures that were withdrawn or can no longer be counted are left
    out. The figure that is being previewed is shown as in its draft.
    """
    figures = [current for figure in figures if (current := as_previewed(figure)) is not None]
    counted = totals.current([figure.computed_from for figure in figures if figure.computed_from])
    results = []
    for figure in figures:
        label, definition = render(figure.label), render(figure.definition)
        if not figure.computed_from:
            newest = figure.newest
            as_of, source = render(newest.named_as_of), render(newest.source)
            row = ShownFigure(figure.pk, newest.value, label, definition, as_of, source, newest.source_url)
            results.append(row)
        elif total := counted.get(figure.computed_from):
            join = str.format if render is str else format_html
            definition = join("{} {}", definition, total.rule) if definition else total.rule
            results.append(ShownFigure(figure.pk, f"{total.value:,}", label, definition, total.as_of, total.source, ""))
    return results
