"""The page of components in the editor's Help menu: the blocks' and components' own previews.

For site admins, where `quality` is installed. A block brings its preview values. A component's preview is a template
beside it, `components/NAME_preview.html`.
"""

from django.http import Http404
from django.template import TemplateDoesNotExist
from django.template.response import TemplateResponse
from django.template.utils import get_app_template_dirs
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.auth import user_passes_test
from wagtail.admin.menu import AdminOnlyMenuItem

from pages.blocks import BODY
from toolkit.reports import EditorPage

PREVIEW = "_preview.html"


for_site_admins = user_passes_test(lambda user: user.is_superuser)  # the page is no use to others


def frames() -> list[tuple[str, str]]:
    """Return the name and the address of each preview."""
    blocks = reverse("wagtailadmin_block_preview")
    files = {
        file.name for folder in get_app_template_dirs("templates") for file in folder.glob(f"components/*{PREVIEW}")
    }
    names = sorted(name.removesuffix(PREVIEW) for name in files)
    return [(name, reverse("components_frame", args=[name])) for name in names] + [
        (name, f"{blocks}?id={block.definition_prefix}") for name, block in BODY
    ]


@method_decorator(for_site_admins, name="dispatch")
class ComponentsView(EditorPage, TemplateView):
    template_name = "components_page.html"
    page_title = "Components"
    header_icon = "view"

    def get_context_data(self, **kwargs):
        return super().get_context_data(frames=frames(), **kwargs)


@for_site_admins
@xframe_options_sameorigin
def frame(request, name):
    """Show the preview of one component, with the stylesheet that visitors get."""
    try:
        return TemplateResponse(request, f"components/{name}{PREVIEW}", {"page_title": name}).render()
    except TemplateDoesNotExist:
        raise Http404 from None


@hooks.register("register_help_menu_item")
def menu_item():
    return AdminOnlyMenuItem("Components", reverse("components"), name="components", icon_name="view", order=300)


@hooks.register("register_admin_urls")
def urls():
    return [
        path("components/", ComponentsView.as_view(), name="components"),
        path("components/<slug:name>/", frame, name="components_frame"),
    ]
