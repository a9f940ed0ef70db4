"""The first stories: `content/stories/*.md` are published, `content/sample/stories/*.md` stay drafts."""

from pathlib import Path

from wagtail.models import Locale, Page

from pages.models import StoryPage
from schools.models import School, StorySchool

from . import text
from .ledger import CONTENT, Ledger
from .pages import find_page


def load_stories(ledger: Ledger, pages: dict[str, Page]) -> None:
    """Load the stories. Front matter: `title`, `date`, `summary`, `source`, `source_url`, `schools` (slugs). The file
    name becomes the story's slug."""
    for kind, folder in (("story", "stories"), ("sample", "sample/stories")):
        for file in sorted((CONTENT / folder).glob("*.md")):
            if "stories" in pages and ledger.is_new(f"{kind}:{file.stem}"):
                _add(pages, file, publish=kind == "story")
                ledger.add(f"{kind}:{file.stem}")


def _add(pages: dict[str, Page], file: Path, publish: bool) -> None:
    if find_page(f"stories/{file.stem}"):  # staff already created a story at this address
        return
    front = text.read(file.relative_to(CONTENT))
    story = StoryPage(
        title=front["title"],
        slug=file.stem,
        date=front["date"],
        summary=front.get("summary") or "",
        source=front.get("source") or "",
        source_url=front.get("source_url") or "",
        live=False,
        locale=Locale.get_default(),
    )
    story.body = text.body(text.sections(front.content)[1], pages)
    schools = School.objects.in_bulk(front.get("schools", []), field_name="slug")
    story.school_links = [StorySchool(school=schools[slug]) for slug in front.get("schools", []) if slug in schools]
    pages["stories"].add_child(instance=story)
    revision = story.save_revision()
    if publish:
        revision.publish()
