"""The history of a school, its campus, its state records, and its profiles: pages, a CSV file, and restoring."""

from collections.abc import Iterator

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.models import ModelLogEntry, Page, Revision

from schools.register import history
from schools.register.models import Campus, School, StateRecord
from toolkit import csv_cells

from . import access
from .pages import DeskPage

PER_PAGE = 25
BATCH_SIZE = 100  # steps of the file per batch of queries


def restorable_records(school) -> list:
    """Return the records that the office can restore here: the school, its campus, and its state records."""
    return [school, school.campus, *StateRecord.objects.filter(school_links__school=school)]


def shown_records(school) -> list:
    """Return all objects whose history the desk shows."""
    return [*restorable_records(school), *school.pages.select_related("locale", "latest_revision")]


def record_label(record) -> str:
    """Return what a step is about; empty for the school's own record."""
    if isinstance(record, Campus):
        return _("Campus")
    if isinstance(record, StateRecord):
        return _("State record %(code)s") % {"code": record.cds_code}
    if isinstance(record, Page):
        return _("Profile, %(language)s") % {"language": record.locale}
    return ""


def changes(records: list) -> QuerySet[Revision]:
    """Return the revisions that changed something, and first revisions if they have a reason."""
    with_reason = ModelLogEntry.objects.filter(revision=OuterRef("pk"), data__has_key="reason").exclude(data__reason="")
    return history.revisions_of(*records).filter(Q(earlier__isnull=False) | Exists(with_reason))


def latest_steps(school, limit: int) -> list[tuple[history.Step, str, str]]:
    """Return (change, what it is about, "": no address to restore it) of the latest changes, newest first."""
    records = shown_records(school)
    steps = history.steps_from(changes(records)[:limit], *records)
    return [(step, record_label(step.record), "") for step in steps]


class HistoryView(DeskPage, TemplateView):
    """The whole history, including first revisions, with links to restore versions."""

    page_title = gettext_lazy("Recent changes")
    header_icon = "history"
    template_name = "schools/desk/history.html"

    def get_context_data(self, **kwargs):
        records, user = shown_records(self.school), self.request.user
        page = Paginator(history.revisions_of(*records), PER_PAGE).get_page(self.request.GET.get("p"))
        own = restorable_records(self.school) if access.keeps_register(user) else []
        pages = [one for one in records if isinstance(one, Page) and one.permissions_for_user(user).can_edit()]
        steps = [
            (step, record_label(step.record), self.restore_address(step) if step.record in [*own, *pages] else "")
            for step in history.steps_from(page.object_list, *records)
        ]
        return super().get_context_data(**kwargs, page=page, steps=steps)

    def restore_address(self, step) -> str:
        """Return where a step is restored; empty for the current version."""
        record, key = step.record, step.revision.pk
        if key == record.latest_revision_id:
            return ""
        if isinstance(record, Page):
            return reverse("wagtailadmin_pages:revisions_revert", args=[record.pk, key])
        return reverse("school_desk_restore", args=[self.school.slug, key])


@require_safe
def history_csv(request, slug):
    school = access.desk_school(request.user, slug)
    lines = list(csv_cells.lines(_rows(school)))  # not lazy, so it is in the user's language
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{school.slug}-changes.csv"'
    return response


def _rows(school) -> Iterator[list[str]]:
    """Yield a header, then a row for each changed field. A change without differences gets one row with its reason."""
    yield [_("when"), _("who"), _("why"), _("record"), _("field"), _("before"), _("after")]
    records = shown_records(school)
    for batch in Paginator(changes(records), BATCH_SIZE):
        for step in history.steps_from(batch.object_list, *records):
            when = timezone.localtime(step.revision.created_at).isoformat(timespec="seconds")
            for one in step.differences or [history.Difference("", "", "", "")]:
                yield [when, step.who, step.reason, record_label(step.record), one.label, one.before, one.after]


@method_decorator(permission_required("schools.change_school", raise_exception=True), name="dispatch")
class RestoreView(DeskPage, TemplateView):
    """Shows what restoring a version would change, and restores it."""

    page_title = gettext_lazy("Restore a version")
    header_icon = "history"
    template_name = "schools/desk/restore.html"

    @transaction.atomic
    def post(self, request, slug, revision):
        try:
            version, restored, _differences = self.version()
            day = date_format(timezone.localtime(version.created_at), "DATETIME_FORMAT")
            history.save(restored, user=request.user, reason=_("Restored the version of %(day)s") % {"day": day})
        except ValidationError as error:
            return self.render_to_response(self.get_context_data(errors=error.messages))
        messages.success(request, _("Restored. The version you replaced stays in the history."))
        return redirect("school_desk", slug)

    def version(self) -> tuple[Revision, School | Campus | StateRecord, list[history.Difference]]:
        """Return the revision in the address, the record as of it, and what restoring that would change.

        Raises Http404, or ValidationError if it refers to something deleted.
        """
        revisions = history.revisions_of(*restorable_records(self.school))
        revision = get_object_or_404(revisions, pk=self.kwargs["revision"])
        record = revision.content_object
        try:
            restored = record.with_content_json(revision.content)
        except Exception as error:  # modelcluster raises nothing more specific if a protected object is gone
            raise ValidationError(_("The record it belonged to no longer exists.")) from error
        for field in record._meta.concrete_fields:
            if field.name in history.INTERNAL_FIELDS or field.name not in revision.content:  # newer than the revision
                setattr(restored, field.attname, getattr(record, field.attname))
        return revision, restored, history.differences(record, restored, set(revision.content))

    def get_context_data(self, *, errors=(), **kwargs):
        restored, differences = None, []
        try:
            _revision, restored, differences = self.version()
        except ValidationError as error:
            errors = error.messages
        about = {"about": record_label(restored), "also": self.also_affected(restored), "differences": differences}
        return super().get_context_data(**kwargs, **about, errors=errors)

    def also_affected(self, record) -> list[School]:
        """Return other schools that restoring `record` would change."""
        if not isinstance(record, Campus | StateRecord):
            return []
        shares_it = Q(campus=record) if isinstance(record, Campus) else Q(record_links__record=record)
        return list(School.objects.filter(shares_it).exclude(pk=self.school.pk))

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=422 if context["errors"] else 200, **kwargs)
