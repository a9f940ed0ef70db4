"""The activity log in the editor, under Reports: for site admins only."""

import django_filters
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.permission_policies import ModelPermissionPolicy

from toolkit.activity_log.sentences import kind_of_object, kinds
from toolkit.reports import Report

from .models import COLUMNS, AuditEntry, Channel


def _names():
    names = AuditEntry.objects.order_by("actor_name").values_list("actor_name", flat=True).distinct()
    return [(name, name) for name in names if name]


def _objects():
    labels = AuditEntry.objects.order_by().values_list("object_label", flat=True).distinct()
    return sorted(((label, kind_of_object(label)) for label in labels if label), key=lambda pair: pair[1])


class AuditFilterSet(WagtailFilterSet):
    at = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)
    kind = django_filters.ChoiceFilter(label=_("Action"), choices=lambda: [*kinds().items()], method="filter_kind")
    actor_name = django_filters.ChoiceFilter(label=_("Who"), choices=_names)
    object_label = django_filters.ChoiceFilter(label=_("Object"), choices=_objects)
    channel = django_filters.ChoiceFilter(label=_("Channel"), choices=Channel.choices)

    class Meta:
        model = AuditEntry
        fields: tuple[str, ...] = ()

    def filter_kind(self, entries, name, value):
        return entries.filter(action__startswith=f"{value}.")


class WhatColumn(BaseColumn):
    """The sentence, with the changes and the channel below."""

    cell_template_name = "wagtailadmin/reports/audit_what.html"


class AuditLogView(Report):
    page_title = _("Activity log")
    header_icon = "history"
    index_url_name = "audit_log"
    export_filename = "audit-log"
    permission_policy = ModelPermissionPolicy(AuditEntry)  # the permission does not exist, so only site admins pass
    any_permission_required = {"view"}
    model = AuditEntry
    filterset_class = AuditFilterSet
    is_searchable = True
    search_fields = ["object_title", "actor_name", "request"]
    columns = [
        Column("at", label=_("When"), accessor=lambda entry: f"{localtime(entry.at):%Y-%m-%d %H:%M:%S}"),
        WhatColumn("sentence", label=_("What")),
    ]
    list_export = COLUMNS
    export_headings = {
        "sentence": _("What"),
        "changes": _("Changes"),
        "object_key": _("Key"),
        "actor_key": _("Account"),
    }

    def get_base_queryset(self):
        return AuditEntry.objects.order_by("-pk")
