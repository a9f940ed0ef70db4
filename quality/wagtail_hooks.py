"""The page of components in the editor's Help menu, for site admins, where `quality` is installed."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from quality import components


class ComponentsMenuItem(MenuItem):
    def is_shown(self, request):
        return components.may_see_components(request.user)


@hooks.register("register_help_menu_item")
def menu_item():
    return ComponentsMenuItem("Components", reverse("components"), name="components", icon_name="view", order=300)


@hooks.register("register_admin_urls")
def urls():
    return [
        path("components/", components.ComponentsView.as_view(), name="components"),
        path("components/<slug:name>/", components.frame, name="components_frame"),
    ]
