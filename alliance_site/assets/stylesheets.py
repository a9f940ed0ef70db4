"""One stylesheet for visitors from one file per component, without a build step.

`css/site.css` is put together from the files of `alliance_site/static/css` when it is asked for, without their
comments, which are a sixth of what visitors would load. Cascade layers decide what wins, so the order of the
components does not matter. `floor.css` is for browsers that know no layers.
"""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from toolkit.atomic_files import replacing

NAME = "css/site.css"
SOURCES = Path(__file__).parents[1] / "static" / "css"
COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
FIRST, LAST = ("tokens", "floor", "fonts", "base", "layout"), ("print",)


def sources() -> list[Path]:
    """The parts in their order; `tokens.css` first, because it names the layers."""
    return [
        *(SOURCES / f"{name}.css" for name in FIRST),
        *sorted((SOURCES / "components").glob("*.css")),
        *(SOURCES / f"{name}.css" for name in LAST),
    ]


def rules(part: Path) -> str:
    """The text of a part without its comments."""
    return COMMENT.sub("", part.read_text(encoding="utf-8"))


class StylesheetFinder(BaseFinder):
    """Finds `css/site.css`, written under `var/` when it is asked for."""

    def __init__(self):
        self.storage = FileSystemStorage(location=settings.VAR / "stylesheets")

    def find(self, path, find_all=False, **kwargs):
        if path != NAME:
            return []
        written = str(self._write())
        return [written] if find_all else written

    def list(self, ignore_patterns):
        self._write()
        yield NAME, self.storage

    def _write(self) -> Path:
        target = Path(self.storage.path(NAME))
        text = "\n".join(map(rules, sources()))
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            with replacing(target) as fresh:
                fresh.write_text(text, encoding="utf-8")
        return target
