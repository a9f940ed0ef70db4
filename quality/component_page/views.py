"""The list of components, and the frames in which each state stands alone, as on a page of its own."""

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
from .catalog import COMPONENTS, component
from .mails import MAILS


def may_see_components(user) -> bool:
    """Writers have no use for them: they are for people who work on templates and styles."""
    return user.is_superuser


for_site_admins = user_passes_test(may_see_components)


@method_decorator(for_site_admins, name="dispatch")
class ComponentsView(WagtailAdminTemplateMixin, TemplateView):
    """The list of all components in all states."""

    template_name = "component_page/index.html"
    page_title = "Components"
    header_icon = "view"
    extra_context = {"components": COMPONENTS, "mails": MAILS}

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


FRAME_POLICY = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "frame-ancestors": [SELF]}


@for_site_admins
@require_safe
@csp(FRAME_POLICY)
@xframe_options_sameorigin
def frame(request, name, state):
    """One state of one component, under the stylesheet and the policy that visitors get."""
    shown = component(name)
    state = shown and shown.state(state)
    if not state:
        raise Http404
    with translation.override(state.language):
        context = state.context()
        # Announcements, header, footer and breadcrumbs find their example here instead of asking for the site's own.
        request._announcements = context.get("announcements", [])
        request._navigation = context.get("nav") or examples.navigation(path=context.get("trail", ()))
        return render(request, "component_page/frame.html", {"component": shown, "state": state, **context})


MAIL_POLICY = {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF]}


@for_site_admins
@require_safe
@csp(MAIL_POLICY)
@xframe_options_sameorigin
def mail_frame(request, name):
    """The HTML of one e-mail. Its styles are its own, and it may fetch nothing."""
    shown = next((mail for mail in MAILS if mail.name == name), None)
    if not shown:
        raise Http404
    return HttpResponse(shown.part(".html"))
