from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Revision
from wagtail.snippets.views.snippets import CreateView, EditView, HistoryView

from schools.lifecycle import planning
from schools.register import history


class RecordEditView(EditView):
    """Saves a revision before the first change by hand, so that the history begins with it.

    Shows what others changed since the form was opened before it saves over that, and which changes are planned.
    """

    def get(self, request, *args, **kwargs):
        for warning in planning.warnings(self.object):
            messages.warning(request, warning)
        return super().get(request, *args, **kwargs)

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs)

    def is_valid(self, form):
        if not super().is_valid(form):
            return False
        if changes := self._changes_since():
            form.add_error(None, changes)
            self.produced_error_message = _(
                "Not saved, because this record changed after you opened it. Saving again replaces:"
            )
        return not changes

    def _changes_since(self) -> list[str]:
        """Return in words what others changed since the form was opened. Locks the record."""
        latest = self.model.objects.select_for_update().values_list("latest_revision", flat=True).get(pk=self.object.pk)
        opened = self.request.POST.get("loaded_revision_id", "")
        if opened == str(latest or ""):
            return []
        self.object.latest_revision = Revision.objects.get(pk=latest)  # what the form shows next, so what it replaces
        since = history.revisions_of(self.object).filter(pk__gt=opened if opened.isdecimal() else 0)
        return [
            _("%(who)s: %(field)s, “%(before)s” → “%(after)s”")
            % {"who": step.who, "field": change.label, "before": change.before, "after": change.after}
            for step in history.steps_from(since, self.object)
            for change in step.differences
        ]

    def save_instance(self):
        history.remember(self.object)
        return super().save_instance()


class AddSchoolView(CreateView):
    """Leads to the guided change, so that there is one way to open a school."""

    def get(self, request, *args, **kwargs):
        return redirect("school_open")

    post = get


class SchoolHistoryView(HistoryView):
    """Redirects to the history on the school's desk, which also covers its campus, state records, and profiles."""

    def get(self, request, *args, **kwargs):
        return redirect("school_desk_history", self.object.slug)
