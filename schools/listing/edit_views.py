from django.shortcuts import redirect
from wagtail.snippets.views.snippets import EditView, HistoryView

from schools.register.history import remember


class RecordEditView(EditView):
    """Saves a revision before the first change by hand, so that the history begins with it."""

    def save_instance(self):
        remember(self.object)
        return super().save_instance()


class SchoolHistoryView(HistoryView):
    """Redirects to the history on the school's desk, which also covers its campus, state records, and profiles."""

    def get(self, request, *args, **kwargs):
        return redirect("school_desk_history", self.object.slug)
