"""The public “Required documents” pages of schools and the network. Without postings there is no page."""

from django.conf import settings
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page
from wagtail.views import serve

from pages.addresses import address, full_address
from pages.languages import Other
from pages.navigation import breadcrumb_list, navigation
from pages.sites import find_site
from schools.register import page_types
from toolkit.cache_control import public as kept_by_all
from toolkit.visibility import public

from . import NAME
from .public_lists import groups


@require_safe
@kept_by_all
def of_school(request, listing, slug):
    """Show the postings for the school with the profile `slug` below the list `listing`, including the network's."""
    page = page_types.profiles().at(listing, slug, get_language()).first()
    found = groups(page.school) if page else []
    if not found:
        return serve(request, f"{listing}/{slug}/{NAME}/")  # another page with this URL, or 404
    trail = [*_above(request, page), (page.title, full_address(request, page))]
    others = navigation(request, page).translations
    return _shown(request, page, found, trail, others, school=page.school)


@require_safe
@kept_by_all
def of_network(request):
    home = _home(request)
    found = groups(None) if home else []
    if not found:
        return serve(request, f"{NAME}/")
    others = public(Page.objects.filter(translation_key=home.translation_key)).exclude(pk=home.pk)
    return _shown(request, home, found, _above(request, home), list(others.select_related("locale")), school=None)


def _home(request) -> Page | None:
    """Return the home page in the request's language, or None if there is none."""
    home = navigation(request).home
    return home if home is not None and home.locale.language_code == get_language() else None


def _above(request, page) -> list[tuple[str, str]]:
    """Return titles and full URLs of the home page and the list above `page`."""
    home = navigation(request, page).home
    steps = [(_("Home"), home)]
    if page.pk != home.pk:
        steps += [(one.title, one) for one in public(page.get_ancestors()).filter(depth__gt=home.depth)]
    return [(title, full_address(request, one)) for title, one in steps]


def _shown(request, page, found, trail, others, school):
    title = _("Required documents")
    here = f"{full_address(request, page)}{NAME}/"
    name = school.name if school else settings.WAGTAIL_SITE_NAME
    context = {
        "groups": found,
        "school": school,
        "title": title,
        "name": name,
        "address": here,
        "trail": trail,
        "other_languages": [
            Other(one.locale, f"{address(request, one)}{NAME}/", f"{full_address(request, one)}{NAME}/")
            for one in others
        ],
        "graph": [breadcrumb_list([*trail, (title, here)])],
        "site": find_site(request),
    }
    return TemplateResponse(request, "schools/required_documents.html", context)
