from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from pages.fields import BodyField
from pages.models import BasePage
from pages.pictures import fetch_pictures
from schools.finder.criteria import CriteriaForm
from schools.finder.search import find

from .page import SchoolPage


class SchoolIndexPage(BasePage):
    """The list of schools, by neighborhood."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["schools.SchoolPage"]
    max_count_per_parent = 1
    page_description = _("The list of all schools. Profiles are added below it.")
    template = "schools/school_index_page.html"

    body = BodyField("pages.blocks.BODY", verbose_name=_("below the list"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("school list")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        form = CriteriaForm.read(request.GET)
        results = find(form.criteria, SchoolPage.objects.child_of(self).listed())
        profiles = list(results.hits)
        fetch_pictures(profiles)
        return context | {
            "form": form,
            "results": results,
            "profiles": profiles,
            "filtered": bool(form.criteria),
        }
