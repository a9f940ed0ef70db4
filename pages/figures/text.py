"""Figures inside running text: stored as `<embed embedtype="figure" id="…"/>`, read with their present value.

A withdrawn figure leaves its last value as plain text, so that the sentence stays whole; a deleted one leaves nothing.
"""

import re
from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.translation import gettext as _
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import KEEP_WHITESPACE, InlineEntityElementHandler
from wagtail.rich_text import EmbedHandler, get_text_for_indexing

from pages.content_cache import memo_each
from pages.figures.display import ShownFigure, shown
from pages.figures.facts import facts_page
from pages.figures.models import Figure

TAG, KEY = re.compile(r"<embed\b([^<>]*)>"), re.compile(r'\bid="(\d{1,18})"')
ENTITY = "FIGURE"


def in_text(keys: Iterable[int]) -> dict[int, ShownFigure | str]:
    """Return the figures with `keys` in the active language, and the last value of those that were withdrawn."""
    figures = memo_each("figure", set(keys), Figure.objects.in_bulk)
    last_values = {key: figure.newest.value for key, figure in figures.items()}
    return last_values | {figure.key: figure for figure in shown(figures.values(), str)}


def text_of(html: str) -> str:
    """Return the text of rich text with the values of its figures, for the search, checks, and comparisons."""
    figures = _figures_in(html)
    return get_text_for_indexing(TAG.sub(lambda found: _value(figures.get(_key_in(found[1]))), html))


def _figures_in(html: str) -> dict[int, ShownFigure | str]:
    keys = {key for tag in TAG.findall(html) if (key := _key_in(tag))}
    return in_text(keys) if keys else {}


def _key_in(tag: str) -> int | None:
    """Return the key of the figure in the attributes of a stored element; None if it is another one."""
    key = KEY.search(tag) if 'embedtype="figure"' in tag else None
    return int(key[1]) if key else None


def _value(figure: ShownFigure | str | None) -> str:
    return figure.value if isinstance(figure, ShownFigure) else figure or ""


class FigureEmbedHandler(EmbedHandler):
    """Shows the value, with a link to its definition, source, and history. The year is read aloud with it."""

    identifier = "figure"

    @staticmethod
    def get_model():
        return Figure

    @classmethod
    def expand_db_attributes_many(cls, attrs_list) -> list[str]:
        keys = [_key(attrs) for attrs in attrs_list]
        figures, page = in_text(filter(None, keys)), facts_page()
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
            contentstate.figures = _figures_in(contentstate.html)
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
