"""Translations in the editor: their pages and report, and what happens to them with the page they translate."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Locale

from pages.translation.following import report_below
from toolkit import reports

from . import report, views
from .following import LOG_ACTION

FOLLOWED = _("Changed with the page it translates")

hooks.register("register_admin_urls", views.urls)
reports.register(report.TranslationsView, "translations", order=1200)
hooks.register("construct_homepage_panels", report.add_panel)
hooks.register("after_publish_page", report_below)
hooks.register("register_log_actions", lambda actions: actions.register_action(LOG_ACTION, FOLLOWED, FOLLOWED))


@hooks.register("construct_translated_pages_to_cascade_actions")
def unpublish_translations(pages, action):
    """Unpublish the translations of a page in the default language with it; Wagtail checks no rights on them."""
    default = Locale.get_default().pk
    originals = [page for page in pages if page.locale_id == default] if action == "unpublish" else []
    return {page: page.get_translations() for page in originals}
