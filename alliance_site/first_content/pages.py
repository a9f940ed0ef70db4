"""The page tree from `content/pages/*.md`, and the schools' profiles."""

from urllib.parse import urlsplit

import yaml
from django.conf import settings
from wagtail.models import Locale, Page, Site

from pages.models import (
    AboutPage,
    FactsPage,
    Figure,
    FigureValue,
    HomePage,
    MissionPage,
    PillarPage,
    StandardPage,
    StoryIndexPage,
)
from schools.models import EnrollPage, EventIndexPage, School, SchoolIndexPage, SchoolPage

from . import text
from .ledger import CONTENT, Ledger
from .register import rows

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


def load_figures(ledger: Ledger) -> dict[str, Figure]:
    """Load `content/figures.yaml` and return the figures that exist, by key."""
    figures = {}
    for row in yaml.safe_load((CONTENT / "figures.yaml").read_text(encoding="utf-8")):
        name = row["name"]
        if ledger.is_new(f"figure:{row['key']}"):
            figure = Figure(
                **{field: row[field] for field in ("name", "label", "definition")},
                computed_from=row.get("computed", ""),
            )
            if "value" in row:
                fields = ("value", "as_of", "source", "source_url")
                figure.values.add(FigureValue(**{field: row[field] for field in fields}))
            figure.full_clean()
            figure.save()
            figure.save_revision().publish()
            ledger.add(f"figure:{row['key']}")
        if figure := Figure.objects.filter(name=name).first():
            figures[row["key"]] = figure
    return figures


def load_pages(ledger: Ledger, figures: dict[str, Figure]) -> dict[str, Page]:
    """Create pages that were never loaded, then fill and publish them. Return the pages that exist, by key."""
    new_keys = []
    for key, (model, file) in TREE.items():
        if not ledger.is_new(f"page:{key}"):
            continue
        if model is HomePage:
            _remove_welcome_page()
        parent = _parent(key)
        if parent is None:  # staff removed the parent page
            continue
        if key and find_page(key):  # staff already created a page at this address
            ledger.add(f"page:{key}")
            continue
        front = text.read(f"pages/{file}")
        page = parent.add_child(instance=_blank(model, key, front))
        if model is HomePage:
            _make_root(page)
        new_keys.append(key)
    pages = {key: page for key in TREE if (page := find_page(key))}
    for key in new_keys:
        page = pages[key]
        fill(page, text.read(f"pages/{TREE[key][1]}"), figures, pages)
        page.save_revision().publish()
        ledger.add(f"page:{key}")
    for key in pages:
        _load_edition(key, pages, figures, ledger, is_new=key in new_keys)
    return pages


def _load_edition(key: str, pages: dict[str, Page], figures: dict[str, Figure], ledger: Ledger, *, is_new: bool):
    """Bring a public page that nobody has edited up to the `edition` of its file. Each edition is loaded once."""
    page, front = pages[key], text.read(f"pages/{TREE[key][1]}")
    edition = f"page edition:{key} {front.get('edition')}"
    if "edition" not in front or not ledger.is_new(edition):
        return
    if not is_new and page.live and not page.revisions.filter(user__isnull=False).exists():
        set_texts(page, front)
        fill(page, front, figures, pages)
        page.save_revision().publish()
    ledger.add(edition)


def load_profiles(ledger: Ledger, pages: dict[str, Page]) -> None:
    """Publish a profile for each school with `has_profile` in `content/schools/schools.csv`."""
    index = pages.get("schools")
    for row in rows("schools"):
        key = f"profile:{row['slug']}"
        if row["has_profile"] != "yes" or index is None or not ledger.is_new(key):
            continue
        school = School.objects.filter(slug=row["slug"]).first()
        if school is None:
            continue
        page = SchoolPage(school=school, slug=school.slug, title=school.name)
        index.add_child(instance=page)
        page.save_revision().publish()
        ledger.add(key)


def find_page(key: str) -> Page | None:
    """Return the page at the path `key` below the home page of the default language."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return None
    path = site.root_page.url_path + (f"{key}/" if key else "")
    page = Page.objects.filter(url_path=path).first()
    return page.specific if page else None


def _parent(key: str) -> Page | None:
    if not key:
        return Page.get_first_root_node()
    return find_page(key.rpartition("/")[0])


def _blank(model, key: str, front) -> Page:
    """Return an unsaved, unpublished page with its plain text fields."""
    page = model(slug=key.rpartition("/")[2] or "home", live=False, locale=Locale.get_default())
    set_texts(page, front)
    return page


def set_texts(page: Page, front) -> None:
    page.title = front["title"]
    page.summary = front.get("summary", "")
    page.seo_title = front.get("seo_title", "")
    for field in ("headline", "lead", "promise", "short_title", "quote", "quote_source", "source", "notes"):
        if hasattr(page, field):
            setattr(page, field, front.get(field) or "")


def fill(page: Page, front, figures: dict[str, Figure], pages: dict[str, Page]) -> None:
    """Fill in the body, figures and timeline, which may link to other pages."""
    opening, parts = text.sections(front.content)
    if isinstance(page, PillarPage):
        page.statement = text.rich_text(opening, pages)
    if hasattr(page, "body"):
        sections = text.body(parts, pages)
        page.body = [*sections[:1], *_comparison(front, figures), *sections[1:]]
    if hasattr(page, "figures"):
        page.figures = [("figure", figures[key]) for key in front.get("figures", []) if key in figures]
    if hasattr(page, "timeline"):
        page.timeline = [("milestone", _milestone(item)) for item in front.get("timeline", [])]


def _comparison(front, figures: dict[str, Figure]) -> list[tuple[str, dict]]:
    """Return a block that compares two figures, if the front matter names them and both exist."""
    comparison = front.get("comparison")
    if not comparison or not all(key in figures for key in comparison["figures"]):
        return []
    return [("comparison", {**comparison, "figures": [figures[key] for key in comparison["figures"]]})]


def _milestone(item: dict) -> dict[str, str]:
    return {
        "when": str(item["year"]),
        "text": item["text"],
        "source": item.get("source") or "",
        "source_url": item.get("source_url") or "",
    }


def _remove_welcome_page() -> None:
    """Delete Wagtail's welcome page if it has no pages below it. Its site is deleted with it."""
    for page in Page.objects.filter(depth=2, slug="home", content_type__model="page", numchild=0):
        page.delete()


def name_root(ledger: Ledger) -> None:
    """Rename the root page from “Root” to “Home pages”, unless staff renamed it."""
    if ledger.is_new("root:name"):
        Page.objects.filter(depth=1, title="Root").update(title="Home pages", draft_title="Home pages")
        ledger.add("root:name")


def _make_root(home: HomePage) -> None:
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"root_page": home, "site_name": settings.WAGTAIL_SITE_NAME, **site_address()},
    )


def site_address() -> dict:
    """Return host and port of the default site, from BASE_URL."""
    url = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    return {"hostname": url.hostname, "port": url.port or (443 if url.scheme == "https" else 80)}
