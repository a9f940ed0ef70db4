"""Reports > Pictures: who is in each picture, and until when there is consent."""

import django_filters
from django.db.models import F
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.images.permissions import permission_policy
from wagtail.models import Collection, ReferenceIndex

from media.consent import People, Status
from media.models import SiteImage

MAY_SEE = {"change"}
HEAVY = 5_000_000  # bytes; visitors get smaller renditions, but backups keep the original
FILE_NAME = r"(^|[\s_-])(img|dsc|image|photo|screenshot)[\s_-]*\d|\.(jpe?g|png|webp|gif|heic|tiff?)$"
PROBLEMS = {
    "unspoken": (_("No alternative text"), {"description": ""}),
    "file-name": (_("Alternative text is a file name"), {"description__iregex": FILE_NAME}),
    "heavy": (_("More than 5 MB"), {"file_size__gt": HEAVY}),
}


class PictureFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=_("Consent"), choices=Status.choices, method="filter_status")
    people = django_filters.ChoiceFilter(label=_("Who is in it"), choices=People.choices)
    problem = django_filters.ChoiceFilter(
        label=_("To improve"),
        choices=[(key, label) for key, (label, _rule) in PROBLEMS.items()],
        method="filter_problem",
    )
    collection = django_filters.ModelChoiceFilter(
        label=_("School or collection"), queryset=Collection.objects.order_by("path")
    )

    class Meta:
        model = SiteImage
        fields: tuple[str, ...] = ()

    def filter_problem(self, images, name, value):
        return images.filter(**PROBLEMS[value][1])

    def filter_status(self, images, name, value):
        """Ask the rule itself, which depends on the day, instead of repeating it in SQL."""
        return images.filter(pk__in=[image.pk for image in images if image.consent_status == value])


class PicturesView(ReportView):
    page_title = _("Pictures")
    header_icon = "image"
    index_url_name = "pictures_report"
    index_results_url_name = "pictures_report_results"
    permission_policy = permission_policy
    any_permission_required = MAY_SEE
    model = SiteImage
    filterset_class = PictureFilterSet
    is_searchable = True
    search_backend_name = None  # in the database, because the release is not in the search index
    search_fields = ["title", "release"]
    columns = [
        TitleColumn("title", label=_("Picture"), get_url=lambda image: reverse("wagtailimages:edit", args=[image.pk])),
        Column("collection", label=_("School or collection"), accessor="collection.name"),
        Column("people", label=_("Who is in it"), accessor="get_people_display"),
        Column("status", label=_("Consent"), accessor="consent_status.label"),
        Column("consent_until", label=_("Until")),
        Column("release", label=_("Release")),
        Column("use_count", label=_("Uses on the site")),
    ]
    list_export = [
        "title",
        "collection.name",
        "get_people_display",
        "consent_status.label",
        "consent_until",
        "consent_withdrawn",
        "release",
        "credit",
        "description",
        "file_size",
    ]
    export_headings = {
        "title": _("Picture"),
        "collection.name": _("School or collection"),
        "get_people_display": _("Who is in it"),
        "consent_status.label": _("Consent"),
        "consent_until": _("Until"),
        "consent_withdrawn": _("Withdrawn"),
        "release": _("Release"),
        "credit": _("Credit"),
        "description": _("Alternative text"),
        "file_size": _("Bytes"),
    }

    def get_filename(self):
        return "pictures"

    def get_base_queryset(self):
        images = permission_policy.instances_user_has_any_permission_for(self.request.user, MAY_SEE)
        return images.select_related("collection").order_by(F("consent_until").asc(nulls_last=True), "title", "pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        counts = ReferenceIndex.get_count_references_to_in_bulk(list(context["object_list"]))
        for image in context["object_list"]:
            image.use_count = counts.get(image, 0)
        return context


class PicturesMenuItem(MenuItem):
    def is_shown(self, request):
        return permission_policy.user_has_any_permission(request.user, MAY_SEE)


def menu_item():
    return PicturesMenuItem(_("Pictures"), reverse("pictures_report"), name="pictures", icon_name="image", order=1150)


def urls():
    return [
        path("reports/pictures/", PicturesView.as_view(), name="pictures_report"),
        path("reports/pictures/results/", PicturesView.as_view(results_only=True), name="pictures_report_results"),
    ]
