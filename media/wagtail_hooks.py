"""Editor pages of pictures: the report, the withdrawal of consent, and the decision on a picture's return."""

from django.urls import path
from wagtail import hooks

from media import returns
from media.reports import DocumentsView, PicturesView
from toolkit import reports

from .views import WithdrawView

reports.register(PicturesView, "pictures", order=1150)
reports.register(DocumentsView, "documents", order=1160)


@hooks.register("register_admin_urls")
def register_withdrawal():
    return [
        path("images/<int:image_id>/withdraw/", WithdrawView.as_view(), name="withdraw_consent"),
        path("images/returns/<int:entry_id>/", returns.decide, name="decide_return"),
    ]
