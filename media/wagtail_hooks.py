"""Editor pages of pictures: the report, and the withdrawal of consent."""

from django.urls import path
from wagtail import hooks

from . import report
from .views import WithdrawView

hooks.register("register_admin_urls", report.urls)
hooks.register("register_reports_menu_item", report.menu_item)


@hooks.register("register_admin_urls")
def register_withdrawal():
    return [path("images/<int:image_id>/withdraw/", WithdrawView.as_view(), name="withdraw_consent")]
