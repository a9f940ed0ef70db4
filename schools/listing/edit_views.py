from django.shortcuts import redirect
from wagtail.snippets.views.snippets import EditView, HistoryView

from schools.register.history import remember


class RecordEditView(EditView):
    """Keeps what a record was before its first change by hand, so that the history begins with it."""

    def save_instance(self):
        remember(self.object)
        return super().save_instance()


class SchoolHistoryView(HistoryView):
    """Leads to the school's desk: its history says the same field by field, with those of campus and pages."""

    def get(self, request, *args, **kwargs):
        return redirect("school_desk_history", self.object.slug)
