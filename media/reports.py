"""Reports > Pictures, with consent, and Reports > Documents, with accessibility problems, which are found overnight."""

import contextlib
import time

import django_filters
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Collection, ReferenceIndex

from media.models import People, SiteDocument, SiteImage, Status
from media.posting_checks import WARNINGS, warnings
from media.words import is_file_name
from toolkit.reports import Report
from toolkit.worker.health import LONG

MAY_SEE = {"change"}
HEAVY = 5_000_000  # bytes; visitors get smaller renditions, but backups keep the original
PROBLEMS = {
    "unspoken": (_("No alternative text"), lambda image: not image.description),
    "file-name": (_("Alternative text is a file name"), lambda image: is_file_name(image.description, image)),
    "heavy": (_("More than 5 MB"), lambda image: (image.file_size or 0) > HEAVY),
}

SECONDS = 20.0  # a night; others need the worker, too, and the next nights check the rest


class FileFilterSet(WagtailFilterSet):
    """Filters by what there is to improve, a subclass's `problem`, and by school."""

    collection = django_filters.ModelChoiceFilter(
        label=_("School or collection"), queryset=Collection.objects.order_by("path")
    )


class PictureFilterSet(FileFilterSet):
    status = django_filters.ChoiceFilter(label=_("Consent"), choices=Status.choices, method="filter_status")
    people = django_filters.ChoiceFilter(label=_("Who is in it"), choices=People.choices)
    problem = django_filters.ChoiceFilter(
        label=_("To improve"),
        choices=[(key, label) for key, (label, _rule) in PROBLEMS.items()],
        method="filter_problem",
    )

    class Meta:
        model = SiteImage
        fields: tuple[str, ...] = ()

    def filter_problem(self, images, name, value):
        return images.filter(pk__in=[image.pk for image in images if PROBLEMS[value][1](image)])

    def filter_status(self, images, name, value):
        """Ask the rule itself, which depends on the day, instead of repeating it in SQL."""
        return images.filter(pk__in=[image.pk for image in images if image.consent_status == value])


class FilesReport(Report):
    """A report on the files that people can change."""

    any_permission_required = MAY_SEE

    @property
    def list_export(self):
        return [*self.export_headings]

    def get_base_queryset(self):
        files = self.permission_policy.instances_user_has_any_permission_for(self.request.user, MAY_SEE)
        return files.select_related("collection").order_by("title", "pk")


class PicturesView(FilesReport):
    page_title = _("Pictures")
    header_icon = "image"
    index_url_name = "pictures_report"
    export_filename = "pictures"
    permission_policy = image_policy
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

    def get_base_queryset(self):
        return super().get_base_queryset().order_by(F("consent_until").asc(nulls_last=True), "title", "pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        counts = ReferenceIndex.get_count_references_to_in_bulk(list(context["object_list"]))
        for image in context["object_list"]:
            image.use_count = counts.get(image, 0)
        return context


@task(backend="worker", queue_name=LONG)
def check_new_documents() -> int:
    """Check the accessibility of files that are new since they were last checked, for a while; return how many."""
    unchecked = Q(checked_hash="") | ~Q(checked_hash=F("file_hash"))
    end, count = time.monotonic() + SECONDS, 0
    for document in SiteDocument.objects.filter(unchecked).order_by("-pk").iterator(chunk_size=100):
        if time.monotonic() > end:
            break
        with contextlib.suppress(OSError):  # the file is missing
            checked = {"pdf_problems": warnings(document.file, []), "checked_hash": document.get_file_hash()}
            SiteDocument.objects.filter(pk=document.pk).update(**checked)
            count += 1
    return count


class DocumentFilterSet(FileFilterSet):
    problem = django_filters.ChoiceFilter(
        label=_("To improve"),
        choices=[(key, warning.said) for key, warning in WARNINGS.items() if key != "other-language"],
        method="filter_problem",
    )

    class Meta:
        model = SiteDocument
        fields: tuple[str, ...] = ()

    def filter_problem(self, documents, name, value):
        return documents.filter(pdf_problems__contains=[value])


class DocumentsView(FilesReport):
    page_title = _("Documents")
    header_icon = "doc-full-inverse"
    index_url_name = "documents_report"
    export_filename = "documents"
    permission_policy = document_policy
    model = SiteDocument
    filterset_class = DocumentFilterSet
    columns = [
        TitleColumn("title", label=_("Document"), get_url=lambda found: reverse("wagtaildocs:edit", args=[found.pk])),
        Column("collection", label=_("School or collection"), accessor="collection.name"),
        Column("uploaded_by_user", label=_("Owner")),
        Column("problems_text", label=_("To improve")),
    ]
    export_headings = {
        "title": _("Document"),
        "filename": _("File"),
        "collection.name": _("School or collection"),
        "uploaded_by_user": _("Owner"),
        "problems_text": _("To improve"),
    }

    def get_base_queryset(self):
        return super().get_base_queryset().exclude(pdf_problems=[]).select_related("uploaded_by_user")
