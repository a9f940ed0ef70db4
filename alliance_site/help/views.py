"""The list of staff guides and the page of each, in the language of the reader's account."""

from django.http import Http404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from . import guides

TITLE = _("Staff guides")


class GuidesView(WagtailAdminTemplateMixin, TemplateView):
    """The guides that concern the reader, then the others."""

    template_name = "wagtailadmin/help/guides.html"
    page_title = TITLE
    header_icon = "help"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs):
        concerned, others = (map(guides.text_of, found) for found in guides.sorted_for(self.request.user))
        return super().get_context_data(**kwargs, concerned=list(concerned), others=list(others))


class GuideView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "wagtailadmin/help/guide.html"
    header_icon = "help"

    @cached_property
    def text(self) -> guides.Text:
        guide = guides.BY_NAME.get(self.kwargs["guide"])
        if guide is None:
            raise Http404
        return guides.text_of(guide)

    def get_page_title(self):
        return self.text.title

    def get_breadcrumbs_items(self):
        above = {"url": reverse("staff_guides"), "label": TITLE}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.text.title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, text=self.text)


def menu_item() -> MenuItem:
    """The entry of the Help menu, above Wagtail's own."""
    return MenuItem(TITLE, reverse("staff_guides"), name="staff-guides", icon_name="doc-full", order=100)


def urls() -> list:
    return [
        path("help/guides/", GuidesView.as_view(), name="staff_guides"),
        path("help/guides/<slug:guide>/", GuideView.as_view(), name="staff_guide"),
    ]
