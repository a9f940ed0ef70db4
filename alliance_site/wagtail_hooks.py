"""The editor's styles, panels, menu and buttons."""

from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from alliance_site import coming, first_content, guides, home
from alliance_site.publishing import alerts, emergency_screen
from alliance_site.staff import invitations, school_gate
from toolkit import reports
from toolkit.activity_log.report import AuditLogView
from toolkit.backups.restore import RestoredPanel
from toolkit.monitoring.status import WorkPanel
from toolkit.published_copy import past_pages

# Menu items by the start of their name. Searches are not recorded, so the report on them stays empty.
NOBODYS = ("search-terms", "editor-guide", "whats-new-in-wagtail")
SITE_ADMINS = ("locked-pages", "workflow", "site-history", "aging-pages", "page-types-usage")

reports.register(AuditLogView, "audit", order=1100)
hooks.register("construct_homepage_panels", invitations.add_panel)
hooks.register("register_admin_urls", past_pages.register_urls)
hooks.register("register_admin_urls", guides.urls)
hooks.register("register_admin_urls", emergency_screen.urls)
reports.register(coming.ComingView, "coming", order=90)
for _add in (home.add_start, home.add_own, home.add_returns, home.add_showing, coming.add_panel):
    hooks.register("construct_homepage_panels", _add)
hooks.register("register_help_menu_item", guides.menu_item)
hooks.register("construct_page_chooser_queryset", school_gate.filter_chooser_pages)
hooks.register("construct_main_menu", school_gate.filter_menu_items)


@hooks.register("construct_reports_menu")
@hooks.register("construct_help_menu")
def shorten(request, items):
    """Leave out what is about Wagtail, what stays empty here, and, for most people, reports without work in them."""
    hidden = NOBODYS if request.user.is_superuser else NOBODYS + SITE_ADMINS
    items[:] = [item for item in items if not item.name.startswith(hidden)]


@hooks.register("register_log_actions")
def register_log_actions(actions):
    label = _("First content, from when the site was set up")
    actions.register_action(first_content.ACTION, label, label)
    actions.register_action(alerts.DELETED, _("End"), _("End"))


@hooks.register("insert_global_admin_css")
def link_stylesheets():
    """Link the site's tokens and fonts, then the admin's own styles."""
    sheets = ("tokens", "fonts", "environment", "admin", "register-admin")
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((static(f"css/{name}.css"),) for name in sheets))


@hooks.register("construct_homepage_panels")
def add_panels_about_the_site(request, panels):
    panels.append(RestoredPanel())
    if (work := WorkPanel()).work.is_ill:
        panels.append(work)
