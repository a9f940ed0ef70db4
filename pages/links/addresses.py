"""Addresses of other sites in the fields of pages."""

from collections.abc import Callable

from bs4 import BeautifulSoup
from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page

from toolkit.visibility import public

LONGEST = 600  # characters; longer ones are not checked


def is_outside(text: str) -> bool:
    return text.startswith(("https://", "http://")) and len(text) <= LONGEST and not any(map(str.isspace, text))


def addresses_of(page: Page) -> dict[str, str]:
    """Return the addresses that a specific page links to, each with the path of its field or block in the form."""
    found: dict[str, str] = {}
    for field in page._meta.concrete_fields:
        for block_path, text in _texts(field, page):
            path = ".".join(filter(None, (field.name, block_path)))
            _changed(text, lambda url, path=path: found.setdefault(url, path) and None)
    return found


def public_addresses() -> list[tuple[Page, dict[str, str]]]:
    """Return the public pages that link to other sites, with `addresses_of` each. One query for each page type."""
    pages = public(Page.objects.all()).specific().select_related("locale", "owner").order_by("path")
    pairs = ((page, addresses_of(page)) for page in pages)
    return [(page, addresses) for page, addresses in pairs if addresses]


def replace(page: Page, old: str, new: str) -> None:
    """Replace an address in the fields of a specific page."""

    def change(url):
        return new if url == old else None

    for field in page._meta.concrete_fields:
        value = getattr(page, field.attname)
        if isinstance(field, StreamField):
            raw = _mapped(value.get_prep_value(), lambda text: _changed(text, change))
            setattr(page, field.name, field.stream_block.to_python(raw))
        elif isinstance(field, models.TextField | models.CharField) and value:
            setattr(page, field.attname, _changed(value, change))


def _texts(field, page):
    """Yield the texts of a field, with the id of their block."""
    value = getattr(page, field.attname)
    if isinstance(field, StreamField):
        for block in value.get_prep_value():
            for text in _strings(block["value"]):
                yield block["id"], text
    elif isinstance(field, models.TextField | models.CharField) and value:
        yield "", value


def _strings(value) -> list[str]:
    strings: list[str] = []
    _mapped(value, lambda text: strings.append(text) or text)
    return strings


def _mapped(value, change: Callable[[str], str]):
    """Return a JSON value with each text changed."""
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def _changed(text: str, change: Callable[[str], str | None]) -> str:
    """Return `text` with its addresses changed: the text itself, or the links in rich text."""
    if is_outside(text):
        return change(text) or text
    if "href=" not in text:
        return text
    soup, is_changed = BeautifulSoup(text, "html.parser"), False
    for link in soup.find_all("a", href=lambda url: url and is_outside(url)):
        if new := change(link["href"]):
            link["href"], is_changed = new, True
    return str(soup) if is_changed else text
