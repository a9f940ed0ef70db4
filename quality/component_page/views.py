"""The gallery of components, and a frame for each state, like a separate page."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.auth import user_passes_test
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from . import examples
from .catalog import COMPONENTS, MAILS


def may_see_components(user) -> bool:
    """Return whether `user` works on templates and styles; the gallery is no use to others."""
    return user.is_superuser


for_site_admins = user_passes_test(may_see_components)


@method_decorator(for_site_admins, name="dispatch")
class ComponentsView(WagtailAdminTemplateMixin, TemplateView):
    """All components in all states."""

    template_name = "component_page/index.html"
    page_title = "Components"
    header_icon = "view"
    extra_context = {"components": COMPONENTS.values(), "mails": MAILS.values()}

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


FRAME_POLICY = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "frame-ancestors": [SELF]}


@for_site_admins
@require_safe
@csp(FRAME_POLICY)
@xframe_options_sameorigin
def frame(request, name, state):
    """Show one state of one component, under the stylesheet and the policy that visitors get."""
    component = COMPONENTS.get(name)
    if not component or state not in component.states:
        raise Http404
    with translation.override(component.languages.get(state, "en")):
        context = component.states[state]()
        # Announcements, header, footer, and breadcrumbs read these instead of the site's own.
        request._announcements = context.get("announcements", [])
        request._navigation = context.get("nav") or examples.navigation()
        return render(request, "component_page/frame.html", {"component": component, "state": state, **context})


MAIL_POLICY = {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF]}


@for_site_admins
@require_safe
@csp(MAIL_POLICY)
@xframe_options_sameorigin
def mail_frame(request, name):
    """Show the HTML of one email. It has its own styles and may load nothing."""
    if name not in MAILS:
        raise Http404
    return HttpResponse(MAILS[name].part(".html"))
