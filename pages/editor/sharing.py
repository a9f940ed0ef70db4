"""A signed address that shows the newest draft of a page to anyone, without an account, until it ends automatically.

Nothing is stored: it ends after a week, or with the account or the rights of the person who made it.
"""

from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model
from django.core import signing
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from pages.editor.schedule import moment

SIGNER = signing.Signer(salt="pages.editor.sharing")
LASTS = timedelta(days=7)


def button(page, user, **kwargs):
    """Yield “Share the draft”, which opens the address, where there is a draft that `user` may edit. A hook."""
    if page.has_unpublished_changes and page.permissions_for_user(user).can_edit():
        end = int((timezone.now() + LASTS).timestamp())
        with override(page.locale.language_code):
            address = reverse("shared_draft", args=[SIGNER.sign_object([page.pk, user.pk, end])])
        yield Button(_("Share the draft"), address, icon_name="link", priority=45, attrs={"target": "_blank"})


@never_cache
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
    del response.headers["Content-Security-Policy"]  # the site's own, not that of previews, which the editor frames
    response.headers["X-Robots-Tag"] = "noindex"
    return response
