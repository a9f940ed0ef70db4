"""A link that shows the newest version of a page to someone without an account, until it ends by itself.

Signed, so nothing is stored: it ends after a week, or with the account or the rights of the person who made it.
"""

from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from pages.editor.schedule import moment
from toolkit.mail import absolute

SIGNER = signing.Signer(salt="pages.editor.sharing")
LASTS = timedelta(days=7)


def share(request, page_id):
    """Show the link, and until when it works."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    until = timezone.now() + LASTS
    token = SIGNER.sign_object([page.pk, request.user.pk, int(until.timestamp())])
    with override(page.locale.language_code):
        address = absolute(reverse("shared_draft", args=[token]))
    return render(request, "wagtailadmin/pages/share.html", {"page": page, "address": address, "until": moment(until)})


@require_safe
def shared_draft(request, token):
    """Show the page as its preview does, but never as the signed-in user who may open it."""
    try:
        key, sharer, until = SIGNER.unsign_object(token)
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    end, page = datetime.fromtimestamp(until, UTC), Page.objects.filter(pk=key).first()
    user = get_user_model().objects.filter(pk=sharer, is_active=True).first()
    if end <= timezone.now() or not (page and user and page.permissions_for_user(user).can_edit()):
        return render(request, "pages/share_ended.html", status=410)
    draft = page.get_latest_revision_as_object()
    request.META.pop("HTTP_COOKIE", None)
    response = draft.make_preview_request(request, draft.default_preview_mode, {"shared_until": moment(end)})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def button(page, user, **kwargs):
    """Yield “Share the draft” where there is one that `user` may edit. A hook."""
    if page.has_unpublished_changes and page.permissions_for_user(user).can_edit():
        yield Button(_("Share the draft"), reverse("share_draft", args=[page.pk]), icon_name="link", priority=45)


def urls():
    return [path("pages/<int:page_id>/share/", share, name="share_draft")]
