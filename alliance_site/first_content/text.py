"""Convert Markdown from `content/` to Wagtail's rich text and blocks."""

import re
from pathlib import Path

import frontmatter
from bs4 import BeautifulSoup
from markdown import markdown
from wagtail.rich_text import RichText

from .ledger import CONTENT

ANSWER = re.compile(r"^\?\? *(.+?) *\| *(.*?) *$", re.MULTILINE)  # `?? for staff | for visitors until answered`
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
    """Return section blocks for (heading, Markdown) pairs, each followed by its answers to fill in (`ANSWER`)."""
    blocks = []
    for heading, markdown_text in parts:
        section = RichText(rich_text(ANSWER.sub("", markdown_text), pages))
        blocks.append(("section", {"heading": heading, "text": section}))
        blocks += [
            ("answer", {"staff_question": question, "answer": RichText(""), "until_then": until_then})
            for question, until_then in ANSWER.findall(markdown_text)
        ]
    return blocks
