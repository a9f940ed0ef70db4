"""Sample content for testing: drafts, a scheduled page, a private page, and redirects."""

import yaml
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction

from pages.models import FormPage, StandardPage
from toolkit.dates import midnight

from . import text
from .ledger import CONTENT, Ledger


def load_samples(ledger: Ledger, pages: dict[str, Page]) -> None:
    """Load `content/sample/*.md` as drafts. In the front matter, `go_live_at` schedules the page, and
    `private: true` publishes it for signed-in staff only, `questions` make it a form."""
    home = pages.get("")
    for file in sorted((CONTENT / "sample").glob("*.md")):
        key = f"sample:{file.stem}"
        if home is None or not ledger.is_new(key):
            continue
        front = text.read(f"sample/{file.name}")
        page = (FormPage if "questions" in front else StandardPage)(
            title=front["title"],
            slug=front["slug"],
            summary=front.get("summary") or "",
            live=False,
            locale=Locale.get_default(),
            go_live_at=midnight(front["go_live_at"]) if front.get("go_live_at") else None,
        )
        page.body = text.body(text.sections(front.content)[1], pages)
        if isinstance(page, FormPage):
            page.thanks, page.questions = front["thanks"], [tuple(question) for question in front["questions"]]
        home.add_child(instance=page)
        revision = page.save_revision()
        if front.get("private"):
            PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        if front.get("private") or page.go_live_at:
            revision.publish()
        ledger.add(key)


def load_redirects(ledger: Ledger, pages: dict[str, Page]) -> None:
    for row in yaml.safe_load((CONTENT / "sample" / "redirects.yaml").read_text(encoding="utf-8")):
        key = f"redirect:{row['from']}"
        if row["to"] not in pages or not ledger.is_new(key):
            continue
        Redirect.objects.get_or_create(
            old_path=Redirect.normalise_path(row["from"]), site=None, defaults={"redirect_page": pages[row["to"]]}
        )
        ledger.add(key)
