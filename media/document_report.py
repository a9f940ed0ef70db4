"""Reports > Documents: the accessibility problems of PDF files, which are checked overnight."""

import contextlib
import time

import django_filters
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.documents.permissions import permission_policy
from wagtail.models import Collection

from media.models import SiteDocument
from media.posting_checks import WARNINGS, warnings
from media.report import MAY_SEE
from toolkit.reports import Report

SECONDS = 20.0  # a night; others need the worker, too, and the next nights check the rest


def check_new() -> int:
    """Check the files that are new since they were last checked, for a while, and return how many."""
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


class DocumentFilterSet(WagtailFilterSet):
    problem = django_filters.ChoiceFilter(
        label=_("To improve"),
        choices=[(key, warning.said) for key, warning in WARNINGS.items() if key != "other-language"],
        method="filter_problem",
    )
    collection = django_filters.ModelChoiceFilter(
        label=_("School or collection"), queryset=Collection.objects.order_by("path")
    )

    class Meta:
        model = SiteDocument
        fields: tuple[str, ...] = ()

    def filter_problem(self, documents, name, value):
        return documents.filter(pdf_problems__contains=[value])


class DocumentsView(Report):
    page_title = _("Documents")
    header_icon = "doc-full-inverse"
    index_url_name = "documents_report"
    export_filename = "documents"
    permission_policy = permission_policy
    any_permission_required = MAY_SEE
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
    list_export = [*export_headings]

    def get_base_queryset(self):
        documents = permission_policy.instances_user_has_any_permission_for(self.request.user, MAY_SEE)
        return (
            documents.exclude(pdf_problems=[]).select_related("collection", "uploaded_by_user").order_by("title", "pk")
        )
