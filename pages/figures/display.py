"""Figures as readers see them: the number filled in, with its words in the active language.

In running text they are stored as `<embed embedtype="figure" id="…"/>` and read with their present value. A withdrawn
figure leaves its last value as plain text, so that the sentence stays whole; a deleted one leaves nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import KEEP_WHITESPACE, InlineEntityElementHandler
from wagtail.rich_text import EmbedHandler, extract_references_from_rich_text, get_text_for_indexing
from wagtail.rich_text.rewriters import EmbedRewriter

from pages.content_cache import memo_each, memoized
from pages.figures import totals
from pages.figures.editing import as_previewed
from pages.figures.models import Figure, FigureValue
from pages.texts import Texts
from pages.texts.pages import texts_in
from toolkit.visibility import public

ENTITY = "FIGURE"
PICTURES = ("picture", "gallery")  # blocks with nothing but pictures and words about them


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
        definition, value = render(figure.definition), None if figure.computed_from else figure.newest
        if total := counted.get(figure.computed_from):
            join = str.format if render is str else format_html
            definition = join("{} {}", definition, total.rule) if definition else total.rule
            value = FigureValue.counted(total)
        if value:
            label = render(figure.label)
            results.append(ShownFigure(figure.pk, label=label, definition=definition, **value.shown(render)))
    return results


@memoized
def facts_page(language: str):
    """Return the public list of figures in a language; None if there is none."""
    lists = apps.get_model("pages.FactsPage").objects.filter(locale__language_code=language)
    return public(lists).select_related("locale").first()


def in_text(keys: Iterable[int]) -> dict[int, ShownFigure | str]:
    """Return the figures with `keys` in the active language, and the last value of those that were withdrawn."""
    figures = memo_each("figure", set(keys), Figure.objects.in_bulk)
    last_values = {key: figure.newest.value for key, figure in figures.items() if not figure.live}
    return last_values | {figure.key: figure for figure in shown(figures.values(), str)}


def text_of(html: str) -> str:
    """Return the text of rich text with the values of its figures, for the search, checks, and comparisons."""
    return get_text_for_indexing(EmbedRewriter(bulk_rules={"figure": _values})(html))


def _values(attrs_list: list[dict]) -> list[str]:
    keys = [_key(attrs) for attrs in attrs_list]
    figures = in_text(filter(None, keys))
    return [_value(figures.get(key)) for key in keys]


def _value(figure: ShownFigure | str | None) -> str:
    return figure.value if isinstance(figure, ShownFigure) else figure or ""


class FigureEmbedHandler(EmbedHandler):
    """Shows the value, with a link to its definition, source, and history. The year is read aloud with it."""

    identifier = "figure"

    @classmethod
    def expand_db_attributes_many(cls, attrs_list) -> list[str]:
        keys = [_key(attrs) for attrs in attrs_list]
        figures, page = in_text(filter(None, keys)), facts_page(get_language())
        address = page.url or "" if page else ""
        return [cls._html(figures.get(key), address) for key in keys]

    @staticmethod
    def _html(figure: ShownFigure | str | None, address: str) -> str:
        if not isinstance(figure, ShownFigure):
            return format_html("{}", figure or "")
        year = format_html('<span class="visually-hidden"> ({})</span>', figure.as_of) if figure.as_of else ""
        if not address:
            return format_html("{}{}", figure.value, year)
        return format_html('<a href="{}#figure-{}">{}{}</a>', address, figure.key, figure.value, year)

    @classmethod
    def extract_references(cls, attrs):
        if key := _key(attrs):
            yield Figure, str(key), "", ""


def _key(attrs) -> int | None:
    key = str(attrs.get("id"))
    return int(key) if key.isdecimal() and len(key) < 19 else None


class FigureElementHandler(InlineEntityElementHandler):
    """Makes the entity of the editor: it shows the present value, which is not stored."""

    mutability = "IMMUTABLE"

    def handle_starttag(self, name, attrs, state, contentstate):
        super().handle_starttag(name, attrs, state, contentstate)
        if not hasattr(contentstate, "figures"):
            references = extract_references_from_rich_text(contentstate.html)
            contentstate.figures = in_text(int(key) for model, key, *_path in references if model is Figure)
        state.current_block.text += _value(contentstate.figures.get(_key(dict(attrs)))) or _("[deleted figure]")
        state.leading_whitespace = KEEP_WHITESPACE

    def get_attribute_data(self, attrs):
        return {"id": attrs.get("id", "")}


def figure_entity(props):
    """Make the stored element of the editor's entity."""
    return DOM.create_element("embed", {"embedtype": "figure", "id": props["id"]})


CONVERSION = {
    "from_database_format": {'embed[embedtype="figure"]': FigureElementHandler(ENTITY)},
    "to_database_format": {"entity_decorators": {ENTITY: figure_entity}},
}


def stream_texts(value, *, has_pictures=True) -> Iterator[str]:
    """Yield the texts of a StreamField in order, from its raw data, without fetching linked objects but figures.

    Those of pictures can be left out: visitors may not see them, and to know that takes a query for each page.
    """
    blocks = [block for block in value.get_prep_value() if has_pictures or block["type"] not in PICTURES]
    for text in texts_in("", value.stream_block, blocks):
        if has_pictures or not text.path.endswith("/alt_text"):
            yield text_of(text.value)
