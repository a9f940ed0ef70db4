"""The gallery of components in the editor's Help menu, for site admins, where `quality` is installed."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from quality.component_page import views


class ComponentsMenuItem(MenuItem):
    def is_shown(self, request):
        return views.may_see_components(request.user)


@hooks.register("register_help_menu_item")
def menu_item():
    return ComponentsMenuItem("Components", reverse("components"), name="components", icon_name="view", order=300)


@hooks.register("register_admin_urls")
def urls():
    return [
        path("components/", views.ComponentsView.as_view(), name="components"),
        path("components/mail/<slug:name>/", views.mail_frame, name="components_mail"),
        path("components/<slug:name>/<slug:state>/", views.frame, name="components_frame"),
    ]
