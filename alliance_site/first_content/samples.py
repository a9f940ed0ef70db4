"""The first stories, and sample content for testing: drafts, a scheduled page, a private page, an event."""

from pathlib import Path

from wagtail.models import Locale, Page, PageViewRestriction

from pages.models import FormPage, StandardPage, StoryPage
from schools.models import EventPage, School, StorySchool
from toolkit.dates import midnight

from . import ACTION
from .files import CONTENT, body, page_file
from .pages import publish

EVENT_FIELDS = ("title", "summary", "first_day", "starts", "ends", "repeats", "until", "except_on", "place")


def load_stories(pages: dict[str, Page]) -> None:
    """Publish `content/stories/*.md`, and keep `content/sample/stories/*.md` as drafts.

    Front matter: `title`, `date`, `summary`, `source`, `source_url`, `schools` (slugs). The file name becomes the
    story's slug.
    """
    for file in sorted((CONTENT / "stories").glob("*.md")):
        pages[f"stories/{file.stem}"] = _add_story(file, pages)
        publish(pages[f"stories/{file.stem}"])
    for file in sorted((CONTENT / "sample" / "stories").glob("*.md")):
        _add_story(file, pages).save_revision(log_action=ACTION)


def _add_story(file: Path, pages: dict[str, Page]) -> StoryPage:
    front = page_file(file)
    slugs = front.get("schools", [])
    schools = School.objects.in_bulk(slugs, field_name="slug")
    story = StoryPage(
        title=front["title"],
        slug=file.stem,
        date=front["date"],
        summary=front.get("summary") or "",
        source=front.get("source") or "",
        source_url=front.get("source_url") or "",
        body=body(front.content, pages),
        school_links=[StorySchool(school=schools[slug], sort_order=place) for place, slug in enumerate(slugs)],
        live=False,
        locale=Locale.get_default(),
    )
    return pages["stories"].add_child(instance=story)


def load_samples(pages: dict[str, Page]) -> None:
    """Load `content/sample/*.md` as drafts, and the sample event. In the front matter, `go_live_at` schedules the page,
    `private: true` publishes it for signed-in staff only, and `questions` make it a form."""
    if not (CONTENT / "sample").exists():
        return
    for file in sorted((CONTENT / "sample").glob("*.md")):
        _add_sample(page_file(file), pages)
    front = page_file("sample/events/sample-event.md")
    event = EventPage(slug="sample-event", live=False, locale=Locale.get_default(), body=body(front.content, pages))
    for name in EVENT_FIELDS:
        setattr(event, name, front[name])
    pages["events"].add_child(instance=event)
    event.save_revision(log_action=ACTION)


def _add_sample(front, pages: dict[str, Page]) -> None:
    page = (FormPage if "questions" in front else StandardPage)(
        title=front["title"],
        slug=front["slug"],
        summary=front.get("summary") or "",
        body=body(front.content, pages),
        live=False,
        locale=Locale.get_default(),
        go_live_at=midnight(front["go_live_at"]) if front.get("go_live_at") else None,
    )
    if isinstance(page, FormPage):
        page.thanks = front["thanks"]
        page.questions = [(kind, {"help_text": ""} | value) for kind, value in front["questions"]]
    pages[""].add_child(instance=page)
    revision = page.save_revision(log_action=ACTION)
    if front.get("private"):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    if front.get("private") or page.go_live_at:
        revision.publish()
