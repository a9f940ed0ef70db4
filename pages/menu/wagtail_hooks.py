"""“Menu and footer” in the editor. There is one, so it can't be added, deleted, or unpublished."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, UnpublishView

from .models import Menu


class NoOtherPolicy(ModelPermissionPolicy):
    def user_has_permission(self, user, action):
        return action not in ("add", "delete") and super().user_has_permission(user, action)


class OpenView(IndexView):
    """In place of a list: opens the form."""

    def get(self, request, *args, **kwargs):
        return redirect(self.get_edit_url(Menu.load()))


class ClosedView(UnpublishView):
    def dispatch(self, request, *args, **kwargs):
        raise PermissionDenied


class MenuViewSet(SnippetViewSet):
    model = Menu
    icon = "list-ul"
    menu_label = _("Menu and footer")
    menu_order = 230
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = OpenView
    unpublish_view_class = ClosedView
    permission_policy = NoOtherPolicy(Menu)

    def register_chooser_viewset(self):
        """Register no chooser: nothing links to it."""


register_snippet(MenuViewSet)


@hooks.register("construct_snippet_action_menu")
def without_unpublish(items, request, context) -> None:
    """Leave “Unpublish” out of the buttons: a site without a menu is a mistake."""
    if context["model"] is Menu:
        items[:] = [item for item in items if item.name != "action-unpublish"]


@hooks.register("before_bulk_action")
def keep_menu(request, action_type, objects, view) -> None:
    """Refuse Wagtail's bulk deletion, which asks no viewset."""
    if action_type == "delete" and view.model is Menu:
        raise PermissionDenied
