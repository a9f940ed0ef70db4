"""What a page said on a day, for its editors, from the record of the published copy."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import GenericPageBreadcrumbsMixin
from wagtail.models import Page

from toolkit.dates import midnight

from . import archive
from .models import Edition

LISTED = 10  # days with a direct link; readers enter other dates


def register_urls():
    return [path("published/<int:page_id>/", PastPageView.as_view(), name="published_page")]


def editions_of(page: Page):
    """Return all editions under the page's current address."""
    parts = page.get_url_parts(None)
    return archive.history(parts[2]) if parts else Edition.objects.none()


def days_of(page: Page) -> list[date]:
    """Return the latest days on which the published page changed, newest first."""
    days = editions_of(page).annotate(day=TruncDate("since")).order_by("-day").values_list("day", flat=True)
    return list(days.distinct()[:LISTED])


class PastPageView(GenericPageBreadcrumbsMixin, WagtailAdminTemplateMixin, TemplateView):
    """Everything the page said on the day `?on=2026-11-03`, for people who can see the page's history."""

    template_name = "wagtailadmin/pages/past_page.html"
    page_title = _("What visitors saw")
    header_icon = "history"

    @cached_property
    def object(self):
        return get_object_or_404(Page, pk=self.kwargs["page_id"]).specific

    def dispatch(self, request, *args, **kwargs):
        rights = self.object.permissions_for_user(request.user)
        if not (rights.can_edit() or rights.can_publish()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.object.get_admin_display_title()

    def get_breadcrumbs_items(self):
        history = reverse("wagtailadmin_pages:history", args=[self.object.pk])
        return [
            *self.breadcrumbs_items,
            {"url": history, "label": _("History")},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs):
        on = self.request.GET.get("on")
        try:
            day = date.fromisoformat(on) if on else timezone.localdate()
            begin, end = midnight(day), midnight(day + timedelta(days=1))
        except (ValueError, OverflowError):
            raise Http404 from None
        editions = editions_of(self.object).filter(Q(until=None) | Q(until__gt=begin), since__lt=end).order_by("-since")
        return super().get_context_data(
            page=self.object,
            day=day,
            said=[(edition, text_of(edition)) for edition in editions],
            first=editions_of(self.object).first(),
            **kwargs,
        )


def text_of(edition: Edition) -> str | None:
    """Return the published HTML, or None if it was erased from the record or is lost."""
    try:
        return archive.content(edition).decode("utf-8")
    except FileNotFoundError:
        return None
