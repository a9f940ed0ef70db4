"""Postings on public pages: “Required documents” of each school and of the network, and the links of the home page."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import F
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.views import serve

from pages.content_cache import memoized
from pages.routing.languages import languages_of
from pages.routing.navigation import breadcrumb_list, navigation
from pages.routing.sites import address, find_site, full_address
from pages.routing.words import translated_path
from schools.register.models import School
from toolkit.cache_control import public as cached_for_all
from toolkit.visibility import public

from . import LIST
from .models import Posting, Requirement, Topic


@dataclass
class Entry:
    """One requirement of a school or the network, with its current and archived postings."""

    requirement: Requirement
    is_of_network: bool
    now: list[Posting] = field(default_factory=list)
    earlier: list[Posting] = field(default_factory=list)


def entries(school: School | None) -> dict[Topic, list[Entry]]:
    """Return by topic what is on the page of `school`, or of the network (None). Empty without postings. One query."""
    postings = Posting.objects.shown_at(school).select_related("requirement", "document", "page__locale")
    found: dict[tuple, Entry] = {}
    for posting in postings.order_by("requirement__order", "requirement__code", "-posted_at", "-pk"):
        is_of_network = posting.school_id is None
        key = (posting.requirement_id, is_of_network)
        entry = found.setdefault(key, Entry(posting.requirement, is_of_network))
        (entry.earlier if posting.archived else entry.now).append(posting)
    ours_first = sorted(found.values(), key=lambda entry: entry.is_of_network)
    by_topic = {topic: [entry for entry in ours_first if entry.requirement.topic == topic] for topic in Topic}
    return {topic: of_topic for topic, of_topic in by_topic.items() if of_topic}


@require_safe
@cached_for_all
def of_network(request):
    home = navigation(request).home
    is_translated = home is not None and home.locale.language_code == get_language()
    if is_translated and Posting.objects.shown_at(None).exists():
        return required_documents(request, home, None)
    return serve(request, str(LIST))  # another page with this address, or 404


def required_documents(request, page, school: School | None) -> TemplateResponse:
    """Show the postings for `school`, or for the network (None), below `page`. Raises Http404 if there are none."""
    if not (by_topic := entries(school)):
        raise Http404
    title, url = _("Required documents"), f"{full_address(request, page)}{LIST}"
    home = navigation(request, page).home
    above = public(page.get_ancestors(inclusive=True)).filter(depth__gt=home.depth)
    trail = [(_("Home"), full_address(request, home)), *((one.title, full_address(request, one)) for one in above)]
    context = {
        "by_topic": by_topic,
        "school": school,
        "title": title,
        "name": school.name if school else settings.WAGTAIL_SITE_NAME,
        "address": url,
        "trail": trail,
        "languages": languages_of(request, page, LIST),
        "graph": [breadcrumb_list([*trail, (title, url)])],
        "site": find_site(request),
    }
    return TemplateResponse(request, "postings/required_documents.html", context)


@memoized
def posted_on_home() -> dict:
    """Return the network's `postings` to link on the home page, and whether it `has_page` of its own. One query.

    For each requirement and set of languages: the posting of the latest board meeting, and those of coming meetings.
    """
    postings = Posting.objects.shown_at(None).select_related("requirement", "document", "page__locale")
    by_meeting = F("board_date").desc(nulls_last=True)
    postings = list(postings.order_by("requirement__order", "requirement__code", by_meeting, "-posted_at", "-pk"))
    today, keys, shown = timezone.localdate(), set(), []
    for posting in postings:
        if posting.archived or not posting.requirement.on_home_page:
            continue
        key = (posting.requirement_id, *posting.languages)
        if key not in keys or (posting.board_date and posting.board_date >= today):
            shown.append(posting)
        keys.add(key)
    return {"postings": shown, "has_page": bool(postings)}


def posting_address(context, posting) -> str:
    """Return the posting's URL. For a page, it is written like the request's other page links."""
    return address(context["request"], posting.page) if posting.page_id else posting.address


urlpatterns = translated_path(LIST, of_network, "network_documents")
