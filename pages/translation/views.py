"""“Use the sections of the original”: a draft of a translation with the sections of the page it translates."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from .following import merged
from .source import source_of
from .texts import texts_of


def urls():
    return [path("translation/<int:page_id>/sections/", SectionsView.as_view(), name="translation_sections")]


class SectionsView(WagtailAdminTemplateMixin, TemplateView):
    """List the texts that a translation gains and loses, and save them as a draft on POST."""

    template_name = "wagtailadmin/pages/translation_sections.html"
    page_title = _("Use the sections of the original")
    header_icon = "globe"

    @cached_property
    def page(self):
        return get_object_or_404(Page, pk=self.kwargs["page_id"])

    @cached_property
    def source(self):
        return source_of(self.page)

    def dispatch(self, request, *args, **kwargs):
        rights = self.page.permissions_for_user(request.user)
        if not rights.can_edit() or rights.page_locked():
            raise PermissionDenied
        if self.source is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_context_data(self, **kwargs):
        draft = self.page.get_latest_revision_as_object()
        before = {text.path: text for text in texts_of(draft)}
        after = {text.path: text for text in texts_of(self.merged())}
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "source": self.source,
            "gained": [text for path, text in after.items() if path not in before],
            "lost": [text for path, text in before.items() if path not in after],
        }

    def merged(self):
        return merged(self.page.get_latest_revision_as_object(), self.source.specific)

    def post(self, request, *args, **kwargs):
        self.merged().save_revision(user=request.user, log_action=True)
        messages.success(request, _("Saved as a draft. Translate the texts that are new."))
        return redirect(reverse("wagtailadmin_pages:edit", args=[self.page.pk]))
