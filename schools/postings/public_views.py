"""The public “Required documents” pages of schools and the network. Without postings there is no page."""

from django.conf import settings
from django.template.response import TemplateResponse
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page
from wagtail.views import serve

from pages.routing.languages import languages_of
from pages.routing.navigation import breadcrumb_list, navigation
from pages.routing.sites import find_site, full_address
from pages.routing.words import translated_path
from schools.register import page_types
from toolkit.cache_control import public as cached_for_all
from toolkit.visibility import public

from . import LIST
from .public_lists import groups


@require_safe
@cached_for_all
def of_school(request, listing, slug):
    """Show the postings for the school with the profile `slug` below the list `listing`, including the network's."""
    page = page_types.profiles().at(listing, slug, get_language()).first()
    posting_groups = groups(page.school) if page else []
    if not posting_groups:
        return serve(request, f"{listing}/{slug}/{LIST}")  # another page with this URL, or 404
    trail = [*_above(request, page), (page.title, full_address(request, page))]
    return _render(request, page, posting_groups, trail, school=page.school)


@require_safe
@cached_for_all
def of_network(request):
    home = _home(request)
    posting_groups = groups(None) if home else []
    if not posting_groups:
        return serve(request, str(LIST))
    return _render(request, home, posting_groups, _above(request, home), school=None)


def _home(request) -> Page | None:
    """Return the home page in the request's language, or None if there is none."""
    home = navigation(request).home
    return home if home is not None and home.locale.language_code == get_language() else None


def _above(request, page) -> list[tuple[str, str]]:
    """Return titles and full URLs of the home page and the list above `page`."""
    home = navigation(request, page).home
    steps = [(_("Home"), home)]
    if page.pk != home.pk:
        steps += [(ancestor.title, ancestor) for ancestor in public(page.get_ancestors()).filter(depth__gt=home.depth)]
    return [(title, full_address(request, step_page)) for title, step_page in steps]


def _render(request, page, posting_groups, trail, school):
    title = _("Required documents")
    url = f"{full_address(request, page)}{LIST}"
    name = school.name if school else settings.WAGTAIL_SITE_NAME
    context = {
        "groups": posting_groups,
        "school": school,
        "title": title,
        "name": name,
        "address": url,
        "trail": trail,
        "languages": languages_of(request, page, LIST),
        "graph": [breadcrumb_list([*trail, (title, url)])],
        "site": find_site(request),
    }
    return TemplateResponse(request, "postings/required_documents.html", context)


urlpatterns = [
    *translated_path(LIST, of_network, "network_documents"),
    *translated_path(format_lazy("<slug:listing>/<slug:slug>/{}", LIST), of_school, "school_documents"),
]
