"""Read the files of `content/`: tables, lists, and Markdown, which becomes Wagtail's rich text and blocks."""

import csv
import re
from pathlib import Path

import frontmatter
import yaml
from bs4 import BeautifulSoup
from django.conf import settings
from markdown import markdown
from wagtail.rich_text import RichText

from pages.editor.rich_text import Converter

CONTENT = settings.CONTENT
ANSWER = re.compile(r"^\?\? *(.+?) *\| *(.*?) *$", re.MULTILINE)  # `?? for staff | for visitors until answered`
HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)


def csv_rows(path: str) -> list[dict[str, str]]:
    """Return the rows of `content/<path>`. Without the file, there are none."""
    if not (CONTENT / path).exists():
        return []
    with open(CONTENT / path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def yaml_data(path: str):
    """Return what is in `content/<path>`. Without the file, it is an empty list."""
    if not (CONTENT / path).exists():
        return []
    return yaml.safe_load((CONTENT / path).read_text(encoding="utf-8"))


def page_file(path: str | Path) -> frontmatter.Post:
    """Read `content/<path>`: the front matter as a mapping, the Markdown as `.content`."""
    return frontmatter.load(CONTENT / path)


def sections(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the Markdown before the first `##`, and (heading, Markdown) for each section after it."""
    opening, *rest = HEADING.split(text)
    return opening.strip(), [(heading, body.strip()) for heading, body in zip(rest[::2], rest[1::2], strict=True)]


def rich_text(text: str, pages: dict) -> str:
    """Convert Markdown to rich text in the form of the editor, so that a first edit changes only what a person changes.

    `[words](page:about)` becomes a link to `pages["about"]`. Raises KeyError with the key if the page does not exist.
    """
    soup = BeautifulSoup(markdown(text), "html.parser")
    for link in soup.find_all("a"):
        kind, _colon, target = link["href"].partition(":")
        if kind == "page":
            link.attrs = {"linktype": "page", "id": str(pages[target].pk)}
    converter = Converter(settings.RICH_TEXT)
    return converter.to_database_format(converter.from_database_format(str(soup)))


def body(text: str, pages: dict) -> list[tuple[str, dict]]:
    """Return a block for each section of `text`, followed by its answers to fill in (`ANSWER`)."""
    blocks = []
    for heading, markdown_text in sections(text)[1]:
        section = RichText(rich_text(ANSWER.sub("", markdown_text), pages))
        blocks.append(("section", {"heading": heading, "text": section}))
        blocks += [
            ("answer", {"staff_question": question, "answer": RichText(""), "until_then": until_then})
            for question, until_then in ANSWER.findall(markdown_text)
        ]
    return blocks
