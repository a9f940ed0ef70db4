"""Reports > Links: links of public pages that don't work, each with a way to fix it."""

from dataclasses import dataclass

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, Exists, OuterRef
from django.db.models.functions import Cast
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.models import Page, ReferenceIndex

from pages import redirects
from pages.editor.lists import RowFilterForm, RowReportView
from pages.links.places import change_links, counterpart, report_fixed
from pages.translation.models import source_of

from .addresses import CheckedLink, LinkStatus, public_addresses
from .places import places_of

INSIDE = "inside"
TO_DO = {INSIDE, LinkStatus.BROKEN, LinkStatus.MOVED}
LONGEST_KEY = 19  # digits


@dataclass(frozen=True)
class Row:
    """One link. `new` is where it could lead, and `old` what to send to `fix_link` for that."""

    page: object  # a page, or another record with a link
    title: str
    edit_url: str  # the field in the form
    target: str
    problem: str
    kind: str = INSIDE
    old: str = ""
    new: str = ""
    target_edit_url: str = ""

    @property
    def language(self) -> str:
        return str(getattr(self.page, "locale", ""))

    @property
    def owner(self) -> str:
        return str(getattr(self.page, "owner", None) or "")


def broken_inside(user) -> list[Row]:
    """Return the links of public records to pages that are not public."""
    kind = ContentType.objects.get_for_model(Page)
    target, source = Cast("to_object_id", BigIntegerField()), Cast("object_id", BigIntegerField())
    links = ReferenceIndex.objects.filter(to_content_type=kind).annotate(target=target)
    links = links.filter(Exists(Page.objects.filter(pk=OuterRef("target"), live=False)))
    drafts = ReferenceIndex.objects.filter(base_content_type=kind).annotate(source=source)
    drafts = drafts.filter(Exists(Page.objects.filter(pk=OuterRef("source"), live=False)))
    links = links.exclude(pk__in=drafts.values("pk"))
    targets = Page.objects.in_bulk(links.values_list("target", flat=True))
    leads_to = redirects.targets(list(targets.values()))
    rows = []
    for place in places_of(links, user):
        if getattr(place.record, "live", True) and not place.is_past:
            rows += [_inside(place, link, targets[link.target], leads_to, user) for link in place.links]
    return rows


def _inside(place, link, target: Page, leads_to: dict[int, Page], user) -> Row:
    may_fix = isinstance(place.record, Page) and place.edit_url
    new = leads_to.get(target.pk) if may_fix else None
    may_edit = target.permissions_for_user(user).can_edit()
    return Row(
        page=place.record,
        title=place.title,
        edit_url=place.edit_url and f"{place.edit_url}#:w:contentpath={link.content_path}",
        target=target.get_admin_display_title(),
        problem=_("Not published"),
        old=str(target.pk) if new else "",
        new=new.title if new else "",
        target_edit_url=reverse("wagtailadmin_pages:edit", args=[target.pk]) if may_edit else "",
    )


def broken_outside(user) -> list[Row]:
    """Return the links of public pages to addresses of other sites that did not work overnight."""
    checked = {link.url: link for link in CheckedLink.objects.exclude(status=LinkStatus.WORKS)}
    rows = []
    for page, addresses in public_addresses() if checked else ():
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        edit = edit if page.permissions_for_user(user).can_edit() else ""
        for url, content_path in addresses.items():
            if link := checked.get(url):
                problem = f"{link.get_status_display()} ({link.answer})" if link.answer else link.get_status_display()
                rows.append(
                    Row(
                        page=page,
                        title=page.title,
                        edit_url=edit and f"{edit}#:w:contentpath={content_path}",
                        target=url,
                        problem=problem,
                        kind=link.status,
                        old=url if link.moved_to and edit else "",
                        new=link.moved_to,
                    )
                )
    return rows


class FilterForm(RowFilterForm):
    """“To do” leaves out what may be well."""

    problem = forms.ChoiceField(
        label=_("Problem"),
        required=False,
        choices=[
            ("", _("Needs fixing")),
            (INSIDE, _("Pages of this site")),
            *((status, status.label) for status in LinkStatus if status != LinkStatus.WORKS),
        ],
    )
    of_rows = {"owner": _("Owner")}

    @property
    def rows(self) -> list[Row]:
        problem = self.cleaned_data.get("problem")
        return [row for row in super().rows if row.kind in ({problem} if problem else TO_DO)]


class LinksView(RowReportView):
    template_name = "wagtailadmin/reports/links.html"
    page_title = _("Links")
    header_icon = "link"
    index_url_name = "links"
    export_filename = "links"
    export_headings = {
        "title": _("Page"),
        "language": _("Language"),
        "owner": _("Owner"),
        "target": _("Link to"),
        "problem": _("Problem"),
        "new": _("Fix"),
    }

    def get_form(self):
        return FilterForm(self.request.GET, [*broken_inside(self.request.user), *broken_outside(self.request.user)])


@require_POST
def fix_link(request, page_id: int):
    """Change a link of a page: to where the visitors of an unpublished page go, or to the new address elsewhere."""
    page = get_object_or_404(Page.objects.select_related("locale"), pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    old = request.POST.get("old", "")
    if old.isdecimal() and len(old) < LONGEST_KEY:
        gone = get_object_or_404(Page.objects.select_related("locale"), pk=old, live=False)
        target = redirects.targets([gone]).get(gone.pk)
        if target is None:
            raise Http404
        leads_to = {gone: counterpart(target, gone.locale)}
    else:
        leads_to = {old: get_object_or_404(CheckedLink, url=old, status=LinkStatus.MOVED).moved_to}
    pages = [each for each in (source_of(page), page) if each]  # choices and buttons follow the page in English
    results = change_links(pages, leads_to, request.user)
    report_fixed(request, [result for result in results if result is not None] or [None])
    return redirect("links")


def urls():
    return [path("reports/links/<int:page_id>/fix/", fix_link, name="fix_link")]
