from wagtail.snippets.views.snippets import EditView

from schools.history import remember


class RecordEditView(EditView):
    """Keeps what a record was before its first change by hand, so that the history begins with it."""

    def save_instance(self):
        remember(self.object)
        return super().save_instance()
