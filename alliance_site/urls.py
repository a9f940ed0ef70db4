"""URLs of the whole site: the editor, signing in, and all that visitors see."""

from allauth.account.views import logout
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access

from alliance_site import public_urls
from pages.editor.sharing import shared_draft
from pages.links.unpublish import UnpublishView
from schools.postings.due_calendar import due_calendar
from toolkit import areas
from toolkit.accounts import urls as signin

# Wagtail's own sign-in pages redirect here, and its signing out would leave a session. They come before Wagtail's.
to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

handler500 = public_urls.handler500

urlpatterns = [
    path("admin/login/", to_sign_in),
    path("admin/logout/", logout, name="wagtailadmin_logout"),
    re_path(r"^admin/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("admin/pages/<int:page_id>/unpublish/", require_admin_access(UnpublishView.as_view()), name="unpublish_page"),
    path("admin/", include(wagtailadmin_urls)),
    *public_urls.in_every_language,
    *i18n_patterns(
        path(areas.DOOR, include(signin)),
        path("_util/login/", to_sign_in),
        path("due-dates/<str:token>.ics", due_calendar, name="due_calendar"),  # a person's own, without signing in
        path("drafts/<str:token>/", shared_draft, name="shared_draft"),  # to read without signing in, for a week
        *public_urls.by_language,
        prefix_default_language=False,
    ),
]
