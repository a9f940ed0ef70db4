"""Links in the editor: their report, and what is said about them when a page is published."""

from wagtail import hooks

from toolkit import reports

from . import report
from .form_checks import report_after_publishing
from .targets import PageLinkHandler

hooks.register("register_admin_urls", report.urls)
reports.register(report.LinksView, "links", order=1260)
hooks.register("after_publish_page", report_after_publishing)


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own, which it replaces
def register_links(features):
    features.register_link_type(PageLinkHandler)
