"""The editor's styles, panels, menu and buttons."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import PagePermissionTester

from alliance_site import coming, first_content, guides, home
from alliance_site.staff import invitations, school_gate
from toolkit import reports
from toolkit.accounts import admin_views
from toolkit.activity_log.report import AuditLogView
from toolkit.backups.panel import RestoredPanel
from toolkit.monitoring.status import WorkPanel
from toolkit.published_copy import past_pages

admin_views.register()
reports.register(AuditLogView, "audit", order=1100)
hooks.register("construct_homepage_panels", invitations.add_panel)
hooks.register("register_admin_urls", past_pages.register_urls)
hooks.register("register_admin_urls", guides.urls)
reports.register(coming.ComingView, "coming", order=90)
for _add in (home.add_start, home.add_drafts, home.add_showing, coming.add_panel):
    hooks.register("construct_homepage_panels", _add)
hooks.register("register_help_menu_item", guides.menu_item)
hooks.register("construct_page_chooser_queryset", school_gate.filter_chooser_pages)
hooks.register("construct_main_menu", school_gate.filter_menu_items)


@hooks.register("register_log_actions")
def register_log_actions(actions):
    label = _("First content, from when the site was set up")
    actions.register_action(first_content.ACTION, label, label)


@hooks.register("insert_global_admin_css")
def link_stylesheets():
    """Link the site's tokens and fonts, then the admin's own styles."""
    sheets = ("tokens", "fonts", "environment", "admin", "register-admin")
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((static(f"css/{name}.css"),) for name in sheets))


@hooks.register("construct_homepage_panels")
def add_panels_about_the_site(request, panels):
    panels.extend((RestoredPanel(), WorkPanel()))


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def refused_deletion(page, user, next_url=None, **kwargs):
    """Yield “Delete” for drafts where Wagtail would offer it but this site refuses. It opens a page that says why."""
    permissions = page.permissions_for_user(user)
    is_known = permissions.can_delete() or page.first_published_at  # what was public is unpublished
    if school_gate.teams_of(user) or is_known or not PagePermissionTester.can_delete(permissions):
        return
    parameters = {"id": page.pk, **({"next": next_url} if next_url else {})}
    url = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?{urlencode(parameters)}"
    yield Button(_("Delete"), url, icon_name="bin", priority=50)
