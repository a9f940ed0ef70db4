"""The menu and the footer."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from pages.editor.schedule import ScheduleFormMixin, SchedulePanel
from pages.menu.items import HiddenItemsPanel, hidden_items
from pages.texts.fields import BodyField


class MenuForm(ScheduleFormMixin, WagtailAdminModelForm):
    """The form of the menu and footer."""


class Menu(DraftStateMixin, RevisionMixin, PreviewableMixin, models.Model):
    """The menu and the footer of every page, in all languages. There is one; `pages.menu.items` reads it."""

    header = BodyField(
        "pages.menu.blocks.HEADER",
        verbose_name=_("menu"),
        blank=True,
        collapsed=True,
        help_text=_("At the top of every page, and in the footer. “Search” follows; “Enroll” has its own button."),
    )
    footer = BodyField(
        "pages.menu.blocks.FOOTER",
        verbose_name=_("footer"),
        blank=True,
        collapsed=True,
        help_text=_("At the bottom of every page, beside the menu."),
    )

    base_form_class = MenuForm
    preview_modes = settings.WAGTAIL_CONTENT_LANGUAGES

    panels = [HiddenItemsPanel(), "header", "footer", SchedulePanel(has_end=False)]

    class Meta:
        verbose_name = _("menu and footer")
        verbose_name_plural = _("menus and footers")
        # Nobody adds or deletes it. Wagtail adds “publish” only when the admin is loaded; roles need it after migrate.
        default_permissions = ("change", "view", "publish")

    def __str__(self):
        return str(_("Menu and footer"))

    @classmethod
    def load(cls) -> "Menu":
        """Return the menu. It is made empty if it is missing."""
        return cls.objects.first() or cls.objects.create()

    def serve_preview(self, request, mode_name):
        """Render a plain page in the language `mode_name` with this menu and footer."""
        if mode_name not in dict(self.preview_modes):
            raise PermissionDenied
        request._menu = self
        with translation.override(mode_name):
            return render(request, "pages/menu_preview.html", {"hidden_items": hidden_items(self)})
