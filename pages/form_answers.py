from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.views import SubmissionsListView


class AnswersView(SubmissionsListView):
    """Wagtail's list of what a form received, with nothing where a question had no answer."""

    page_title = _("Answers")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for row in context.get("data_rows", ()):
            row["fields"] = ["" if value is None else value for value in row["fields"]]
        return context
