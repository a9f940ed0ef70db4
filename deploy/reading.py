"""Measures how easy the first content is to read, per page and language, for `make check`.

usage: python -m deploy.reading; prints a table, and fails if a page for families misses the aim of its language.
"""

import re
import sys
from pathlib import Path

import frontmatter
from markdown import markdown

from pages.texts.reading import SCALES, Reading, measure, paragraph

CONTENT = Path(__file__).parents[1] / "content"
FOR_FAMILIES = ("enroll", "home", "schools", "standard/accessibility", "standard/contact", "standard/privacy")
STAFF = re.compile(r"^\?\? *.+?\|", re.MULTILINE)  # questions for staff in front of what families read


def main(content: Path = CONTENT) -> int:
    folders = {"en": content / "pages"} | {path.parent.name: path for path in sorted(content.glob("*/pages"))}
    names = sorted(path.relative_to(folders["en"]).with_suffix("").as_posix() for path in folders["en"].rglob("*.md"))
    hard = []
    sys.stdout.write(_row("Page", [_heading(language) for language in folders]))
    for name in names:
        readings = [reading(folder / f"{name}.md", language) for language, folder in folders.items()]
        sys.stdout.write(_row(name, [f"{found.score:.1f}" if found else "–" for found in readings]))
        if name in FOR_FAMILIES:
            hard += [(name, found) for found in readings if found and not found.is_easy]
    for name, found in hard:
        sys.stdout.write(f"{name} is too hard for families. Make this shorter: {found.hardest[0]}\n")
    return bool(hard)


def reading(path: Path, language: str) -> Reading | None:
    """Return the reading of what visitors read in a file; None if it does not exist."""
    if not path.exists():
        return None
    post = frontmatter.load(path)
    fields = [paragraph(post.get(name, "")) for name in ("summary", "lead", "promise", "quote")]
    return measure("".join(fields) + markdown(STAFF.sub("", post.content)), language)


def _heading(language: str) -> str:
    scale = SCALES.get(language)
    return f"{language} {'≤' if scale.rises else '≥'} {scale.aim}" if scale else language


def _row(name: str, cells: list[str]) -> str:
    return f"{name:28}" + "".join(f"{cell:>10}" for cell in cells) + "\n"


if __name__ == "__main__":
    sys.exit(main())
