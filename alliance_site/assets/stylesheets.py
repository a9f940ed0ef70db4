"""One stylesheet for visitors, joined from one file per component without a build step.

`css/site.css` is joined on request from the files in `alliance_site/static/css`, without their comments and indents,
which make up a quarter of the text. Cascade layers set the precedence, so the order of the components does not matter.
`floor.css` is for browsers without layers.
"""

import re
from pathlib import Path

from django.conf import settings

from toolkit.atomic_files import replacing
from toolkit.generated_files import GeneratedFilesFinder

NAME = "css/site.css"
SOURCES = Path(__file__).parents[1] / "static" / "css"
UNREAD = re.compile(r"/\*.*?\*/\n?|(?<=\n)\s+", re.DOTALL)
FIRST, LAST = ("tokens", "floor", "fonts", "base", "layout"), ("print",)


def sources() -> list[Path]:
    """Return the files in order: `tokens.css` first, because it names the layers."""
    return [
        *(SOURCES / f"{name}.css" for name in FIRST),
        *sorted((SOURCES / "components").glob("*.css")),
        *(SOURCES / f"{name}.css" for name in LAST),
    ]


def rules(part: Path) -> str:
    """Return the text of a file without comments, indents, and empty lines."""
    return UNREAD.sub("", part.read_text(encoding="utf-8"))


class StylesheetFinder(GeneratedFilesFinder):
    """Find `css/site.css`, which is written under `var/` on request."""

    names = [NAME]

    def make(self, name):
        target = settings.VAR / "stylesheets" / name
        text = "\n".join(map(rules, sources()))
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            with replacing(target) as temporary:
                temporary.write_text(text, encoding="utf-8")
        return target
