"""Editor pages of pictures: the report, and the withdrawal of consent."""

from django.urls import path
from wagtail import hooks

from . import archive, document_report, report
from .views import WithdrawView

for _report in (report, document_report):
    hooks.register("register_admin_urls", _report.urls)
    hooks.register("register_reports_menu_item", _report.menu_item)

hooks.register("before_serve_document", archive.refuse_archived)


@hooks.register("register_admin_urls")
def register_withdrawal():
    return [path("images/<int:image_id>/withdraw/", WithdrawView.as_view(), name="withdraw_consent")]
