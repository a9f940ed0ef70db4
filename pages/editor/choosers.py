"""Snippet choosers with extra columns, so that editors can tell similar snippets apart."""

from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet


def open_to(user, records, may_see_drafts: str):
    """Return those of `records` that `user` can choose."""
    hidden = may_see_drafts and not user.has_perm(may_see_drafts)
    return records.filter(live=True) if hidden else records


def chooser_with(*extra_columns, may_see_drafts: str = "") -> type[SnippetChooserViewSet]:
    """Return a chooser with the columns `extra_columns` after the title.

    Without the permission `may_see_drafts`, people choose among what is published.
    """

    class Chooser:
        @property
        def columns(self):
            title, *rest = super().columns
            return [title, *extra_columns, *rest]

        def get_object_list(self):
            return open_to(self.request.user, super().get_object_list(), may_see_drafts)

    class Choose(Chooser, ChooseView):
        pass

    class Results(Chooser, ChooseResultsView):
        pass

    return type(
        "Chooser", (SnippetChooserViewSet,), {"choose_view_class": Choose, "choose_results_view_class": Results}
    )
