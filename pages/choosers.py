"""Snippet choosers with extra columns, so that editors can tell similar snippets apart."""

from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet


def chooser_with(*shown) -> type[SnippetChooserViewSet]:
    """Return a chooser with the columns `shown` after the title."""

    class Columns:
        @property
        def columns(self):
            title, *others = super().columns
            return [title, *shown, *others]

    class Choose(Columns, ChooseView):
        pass

    class Results(Columns, ChooseResultsView):
        pass

    return type(
        "Chooser", (SnippetChooserViewSet,), {"choose_view_class": Choose, "choose_results_view_class": Results}
    )
