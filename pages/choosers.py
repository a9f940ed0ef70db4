"""Snippet choosers with extra columns, so that editors can tell similar snippets apart."""

from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet


def chooser_with(*extra_columns) -> type[SnippetChooserViewSet]:
    """Return a chooser with the columns `extra_columns` after the title."""

    class Columns:
        @property
        def columns(self):
            title, *rest = super().columns
            return [title, *extra_columns, *rest]

    class Choose(Columns, ChooseView):
        pass

    class Results(Columns, ChooseResultsView):
        pass

    return type(
        "Chooser", (SnippetChooserViewSet,), {"choose_view_class": Choose, "choose_results_view_class": Results}
    )
