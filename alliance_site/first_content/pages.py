"""The page tree from `content/pages/*.md`, and the schools' profiles."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Locale, Page, Site

from pages.models import AboutPage, FactsPage, Figure, HomePage, MissionPage, PillarPage, StandardPage, StoryIndexPage
from schools.models import EnrollPage, EventIndexPage, School, SchoolIndexPage, SchoolPage

from . import ACTION
from .files import CONTENT, body, page_file, rich_text, sections
from .register import rows

TEXTS = (
    *("summary", "seo_title", "headline", "lead", "promise", "short_title"),
    *("quote", "quote_source", "source", "source_url", "notes"),
)
# Key of the page (its path below home) → page type and file in content/pages. Parents come first.
TREE = {
    "": (HomePage, "home.md"),
    "about": (AboutPage, "about.md"),
    "mission": (MissionPage, "mission.md"),
    "mission/equity": (PillarPage, "mission/equity.md"),
    "mission/college-ready": (PillarPage, "mission/college-ready.md"),
    "mission/push-boundaries": (PillarPage, "mission/push-boundaries.md"),
    "mission/advocates": (PillarPage, "mission/advocates.md"),
    "schools": (SchoolIndexPage, "schools.md"),
    "enroll": (EnrollPage, "enroll.md"),
    "stories": (StoryIndexPage, "stories.md"),
    "events": (EventIndexPage, "events.md"),
    "facts": (FactsPage, "facts.md"),
    "contact": (StandardPage, "standard/contact.md"),
    "accessibility": (StandardPage, "standard/accessibility.md"),
    "privacy": (StandardPage, "standard/privacy.md"),
}


def load_pages(figures: dict[str, Figure]) -> dict[str, Page]:
    """Create the pages, then fill and publish them, because they link to each other. Return them by key."""
    _replace_welcome_page()
    pages = {}
    for key, (model, file) in TREE.items():
        if not (CONTENT / "pages" / file).exists():
            continue
        parent = pages[key.rpartition("/")[0]] if key else Page.get_first_root_node()
        page = model(slug=key.rpartition("/")[2] or "home", live=False, locale=Locale.get_default())
        set_texts(page, page_file(f"pages/{file}"))
        pages[key] = parent.add_child(instance=page)
    Site.objects.create(
        is_default_site=True, root_page=pages[""], site_name=settings.WAGTAIL_SITE_NAME, **site_address()
    )
    for name in ("phone", "email", "address"):
        setattr(pages[""], name, getattr(settings.NETWORK, name))
    for key, page in pages.items():
        fill(page, page_file(f"pages/{TREE[key][1]}"), figures, pages)
        publish(page)
    return pages


def _replace_welcome_page() -> None:
    """Delete Wagtail's welcome page, and its site with it. Name the root, which staff see."""
    for page in Page.objects.filter(depth=2, content_type__model="page"):
        page.delete()
    Page.objects.filter(depth=1).update(title="Home pages", draft_title="Home pages")


def publish(page: Page) -> None:
    """Publish the first version of a new page."""
    page.save_revision(log_action=ACTION).publish()


def load_profiles(pages: dict[str, Page]) -> None:
    """Publish a profile for each school with `has_profile` in `content/schools/schools.csv`."""
    schools = School.objects.in_bulk(field_name="slug")
    for row in rows("schools"):
        if row["has_profile"] == "yes":
            school = schools[row["slug"]]
            page = SchoolPage(school=school, slug=school.slug, title=school.name)
            pages["schools"].add_child(instance=page)
            publish(page)


def find_page(key: str) -> Page | None:
    """Return the page at the path `key` below the home page of the default language."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return Page.objects.filter(url_path=f"{site.root_page.url_path}{key}/").first() if site else None


def set_texts(page: Page, front) -> None:
    page.title = front["title"]
    for field in TEXTS:
        if hasattr(page, field):
            setattr(page, field, front.get(field) or "")


def fill(page: Page, front, figures: dict[str, Figure], pages: dict[str, Page]) -> None:
    """Fill in the body, figures and timeline, which may link to other pages."""
    if isinstance(page, PillarPage):
        page.statement = rich_text(sections(front.content)[0], pages)
    if hasattr(page, "body"):
        blocks = body(front.content, pages)
        if comparison := front.get("comparison"):
            compared = comparison | {"figures": [figures[key] for key in comparison["figures"]]}
            blocks.insert(1, ("comparison", compared))
        page.body = blocks
    if hasattr(page, "figures"):
        page.figures = [("figure", figures[key]) for key in front.get("figures", [])]
    if hasattr(page, "timeline"):
        page.timeline = [("milestone", _milestone(item)) for item in front.get("timeline", [])]


def _milestone(item: dict) -> dict[str, str]:
    return {
        "when": str(item["year"]),
        "text": item["text"],
        "source": item.get("source") or "",
        "source_url": item.get("source_url") or "",
    }


def site_address() -> dict:
    """Return host and port of the default site, from BASE_URL."""
    url = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    return {"hostname": url.hostname, "port": url.port or (443 if url.scheme == "https" else 80)}
