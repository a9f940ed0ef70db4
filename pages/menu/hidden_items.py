"""The items of the menu and the footer that some readers do not see, and why: for the form and the preview."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.models import Page

from pages.texts import MAIN
from toolkit.visibility import public

from .items import LABEL, address_in, is_empty_list, values, with_lists


@dataclass(frozen=True)
class HiddenItem:
    """An item that readers of one language do not see."""

    title: str
    language: str
    reason: str


def hidden_items(menu) -> list[HiddenItem]:
    """Return the items of a menu that readers of some language do not see. Many queries: for staff only."""
    found = []
    for value in values([*menu.header.get_prep_value(), *menu.footer.get_prep_value()]):
        page = Page.objects.filter(pk=value.get("page")).first()
        title = value.get(LABEL(MAIN)) or (page.get_admin_display_title() if page else value.get("address")) or "—"
        for code, name in settings.WAGTAIL_CONTENT_LANGUAGES:
            if reason := _reason_of_page(page, code) if page else _reason_of_address(value, code):
                found.append(HiddenItem(title, name, reason))
    return found


def _reason_of_page(chosen: Page, code: str) -> str:
    """Return why the page `chosen` is not public in the language `code`; empty if it is."""
    translations = Page.objects.filter(translation_key=chosen.translation_key, locale__language_code=code)
    page = with_lists(translations).first()
    if page is None:
        return _("It is not translated.")
    if not page.live:
        return _("The page is not published.")
    if is_empty_list(page):
        return _("It has nothing to list yet.")
    return "" if public(translations).exists() else _("The page is private.")


def _reason_of_address(value: dict, code: str) -> str:
    if not address_in(value):
        return _("It has no page or address, or its page was deleted.")
    return "" if value.get(LABEL(code)) else _("It has no label in this language.")


class HiddenItemsPanel(Panel):
    """Says which items of the newest version do not appear, at the top of the form."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/panels/menu_hidden_items.html"

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"hidden_items": hidden_items(self.instance)}
