"""Convert Markdown from `content/` to Wagtail's rich text and blocks."""

import re
from pathlib import Path

import frontmatter
from bs4 import BeautifulSoup
from markdown import markdown
from wagtail.rich_text import RichText

from .ledger import CONTENT

HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)


def read(path: str | Path) -> frontmatter.Post:
    """Read `content/<path>`: the front matter as a mapping, the Markdown as `.content`."""
    return frontmatter.load(CONTENT / path)


def sections(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the Markdown before the first `##`, and (heading, Markdown) for each section after it."""
    opening, *rest = HEADING.split(text)
    return opening.strip(), [(heading, body.strip()) for heading, body in zip(rest[::2], rest[1::2], strict=True)]


def rich_text(text: str, pages: dict) -> str:
    """Convert Markdown to rich text HTML. `[words](page:about)` becomes a link to `pages["about"]`.

    Raises KeyError with the key if the page does not exist.
    """
    soup = BeautifulSoup(markdown(text), "html.parser")
    for link in soup.find_all("a"):
        kind, _colon, target = link["href"].partition(":")
        if kind == "page":
            link.attrs = {"linktype": "page", "id": str(pages[target].pk)}
    return str(soup)


def body(parts: list[tuple[str, str]], pages: dict) -> list[tuple[str, dict]]:
    """Return section blocks for (heading, Markdown) pairs."""
    return [
        ("section", {"heading": heading, "text": RichText(rich_text(markdown_text, pages))})
        for heading, markdown_text in parts
    ]
