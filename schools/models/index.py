from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from pages.fields import BodyField
from pages.models import BasePage
from pages.pictures import fetch_pictures

from .page import SchoolPage
from .school import Level


class FilterForm(forms.Form):
    """What a visitor may ask of the school list; anything else is ignored."""

    level = forms.ChoiceField(label=_("Level"), choices=[("", _("All levels")), *Level.choices], required=False)
    closed = forms.BooleanField(label=_("Include closed schools"), required=False)


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
        form = FilterForm(request.GET)
        if not form.is_valid():
            form = FilterForm({})
            form.is_valid()
        wanted = form.cleaned_data
        profiles = SchoolPage.objects.child_of(self).listed()
        profiles = profiles.opened() if wanted["closed"] else profiles.open_today()
        if wanted["level"]:
            profiles = profiles.filter(school__level=wanted["level"])
        context["form"] = form
        profiles = list(profiles.order_by("school__campus__area", "school__name"))
        fetch_pictures(profiles)
        context["profiles"] = profiles
        context["filtered"] = bool(wanted["level"] or wanted["closed"])
        return context
