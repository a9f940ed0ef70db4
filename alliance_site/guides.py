"""The staff guides of docs/guides inside the editor, under Help: who reads which, and their Markdown as HTML."""

import re
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from django.conf import settings
from django.http import Http404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from markdown import markdown
from wagtail.admin.menu import MenuItem

from pages.models import StandardPage
from schools.register.permissions import own_schools
from toolkit.reports import EditorPage

FOLDER = Path(settings.BASE_DIR) / "docs" / "guides"
FALLBACK = "en"  # every guide is written in it
TO_A_GUIDE = re.compile(r"^([a-z]+)\.md(#.*)?$")  # between guides, as a code host follows it

TITLE = _("Staff guides")


@dataclass(frozen=True)
class Guide:
    """One guide. It concerns people with any of `permissions`, and School editors if `for_schools`."""

    name: str
    permissions: tuple[str, ...]
    for_schools: bool = False


GUIDES = (
    Guide("start", ("wagtailadmin.access_admin",)),
    Guide("desk", ("schools.change_school", "schools.change_schoolnotice"), for_schools=True),
    Guide("office", ("schools.change_school",)),
    Guide("pages", ("wagtailadmin.access_admin",)),
    Guide("emergency", ("pages.publish_announcement",)),
    Guide("links", ("pages.change_figure", "schools.change_school")),
    Guide("menu", ("pages.change_menu",)),
    Guide("blocks", ("wagtailadmin.access_admin",), for_schools=True),
    Guide("pictures", ("wagtailadmin.access_admin",), for_schools=True),
    Guide("events", ("pages.change_announcement",)),
    Guide("figures", ("pages.view_figure",)),
    Guide("forms", ("pages.change_figure",)),
    Guide("translate", ("wagtailadmin.access_admin",), for_schools=True),
    Guide("postings", ("schools.view_posting",), for_schools=True),
    Guide("packets", ("schools.view_posting",), for_schools=True),
    Guide("register", ("schools.view_school",)),
    Guide("import", ("schools.change_school",)),
    Guide("guided", ("schools.change_school",)),
    Guide("roles", ("wagtailadmin.access_admin",)),
)
BY_NAME = {guide.name: guide for guide in GUIDES}


@dataclass(frozen=True)
class Text:
    """A guide in one language: its title, its first paragraph, and the Markdown below the title."""

    name: str
    language: str
    title: str
    summary: str
    body: str

    @property
    def html(self) -> str:
        """The body as HTML. Links to other guides lead to their pages in the editor."""
        soup = BeautifulSoup(markdown(self.body, extensions=["tables", "sane_lists"]), "html.parser")
        for link in soup.find_all("a", href=TO_A_GUIDE):
            name, anchor = TO_A_GUIDE.match(link["href"]).groups()
            link["href"] = reverse("staff_guide", args=[name]) + (anchor or "")
        for table in soup.find_all("table"):
            _label(table)
        if self.name == "blocks":
            _add_examples(soup)
        return str(soup)


def text_of(guide: Guide) -> Text:
    """Return `guide` in the active language, or in English if there is no translation."""
    language = (get_language() or FALLBACK).partition("-")[0]
    path = FOLDER / language / f"{guide.name}.md"
    if not path.is_file():
        language, path = FALLBACK, FOLDER / FALLBACK / f"{guide.name}.md"
    title, _newline, body = path.read_text(encoding="utf-8").partition("\n")
    body = body.strip()
    return Text(guide.name, language, title.removeprefix("# ").strip(), body.partition("\n\n")[0], body)


def sorted_for(user) -> tuple[list[Guide], list[Guide]]:
    """Return the guides for the work of `user`, and the others."""
    edits_schools = own_schools(user).exists()
    concerned = [
        guide for guide in GUIDES if (guide.for_schools and edits_schools) or any(map(user.has_perm, guide.permissions))
    ]
    return concerned, [guide for guide in GUIDES if guide not in concerned]


def _label(table) -> None:
    """Give headers their scope, and each cell the header of its column, which phones show next to it."""
    table["class"] = "listing desk-table"
    headers = table.thead.find_all("th")
    for header in headers:
        header["scope"] = "col"
    for row in table.tbody.find_all("tr"):
        first, *others = row.find_all("td")
        first.name, first["scope"] = "th", "row"
        for cell, header in zip(others, headers[1:], strict=True):
            cell["data-label"] = header.get_text()


def _add_examples(soup) -> None:
    """Add to each row about a block the example that the editor draws of it."""
    blocks = StandardPage._meta.get_field("body").stream_block.child_blocks.values()
    by_label = {str(block.label): block for block in blocks if block.is_previewable}
    for name in soup.select("tbody th"):
        if block := by_label.get(name.get_text()):
            address = f"{reverse('wagtailadmin_block_preview')}?id={block.definition_prefix}"
            details, summary = soup.new_tag("details"), soup.new_tag("summary")
            summary.string = str(_("Example"))
            details.extend([summary, soup.new_tag("iframe", src=address, title=str(block.label), loading="lazy")])
            name.find_next_sibling("td").append(details)


class GuidesView(EditorPage, TemplateView):
    """The guides that concern the reader, then the others."""

    template_name = "wagtailadmin/help/guides.html"
    page_title = TITLE
    header_icon = "help"

    def get_context_data(self, **kwargs):
        concerned, others = (map(text_of, found) for found in sorted_for(self.request.user))
        return super().get_context_data(**kwargs, concerned=list(concerned), others=list(others))


class GuideView(EditorPage, TemplateView):
    template_name = "wagtailadmin/help/guide.html"
    header_icon = "help"

    @cached_property
    def text(self) -> Text:
        guide = BY_NAME.get(self.kwargs["guide"])
        if guide is None:
            raise Http404
        return text_of(guide)

    def get_page_title(self):
        return self.text.title

    @property
    def parents(self):
        return [(reverse("staff_guides"), TITLE)]


def menu_item() -> MenuItem:
    """The entry of the Help menu, above Wagtail's own."""
    return MenuItem(TITLE, reverse("staff_guides"), name="staff-guides", icon_name="doc-full", order=100)


def urls() -> list:
    return [
        path("help/guides/", GuidesView.as_view(), name="staff_guides"),
        path("help/guides/<slug:guide>/", GuideView.as_view(), name="staff_guide"),
    ]
