from dataclasses import replace
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path
from wagtail.search import index

from pages.models import RoutablePage
from pages.models.pictures import fetch_pictures
from pages.routing.languages import languages_of
from pages.texts.fields import BodyField
from schools.finder.answer import Order, Results, chips, fetch
from schools.finder.criteria import MILES, CriteriaForm
from schools.finder.misses import count_miss
from schools.finder.places import known_places
from schools.finder.question import parse
from schools.finder.search import find
from schools.profiles import addresses, cards, comparison, finder_files
from schools.register.models import School

from .school_page import SchoolPage

FAR = 10  # miles from which the nearest school counts as far


def _is_common(results: Results) -> bool:
    """Return whether the list may be cached: no words were matched with schools, so visitors cannot make up many."""
    criteria = results.criteria
    return not results.terms and not criteria.programs and criteria.within in (None, *MILES)


class SchoolIndexPage(RoutablePage):
    """The list of schools with its finder. Below it: the comparison, the sheet to take along, and all phone numbers."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["schools.SchoolPage"]
    max_count_per_parent = 1
    for_families = True
    page_description = _("The list of all schools. Profiles are added below it.")
    template = "schools/profiles/school_index_page.html"

    body = BodyField("pages.blocks.BODY", verbose_name=_("below the list"), blank=True)

    content_panels = [*RoutablePage.content_panels, "body"]
    search_fields = [*RoutablePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("school list")

    @property
    def profiles(self):
        """The public profiles below this list."""
        return SchoolPage.objects.child_of(self).listed()

    @path("")
    def finder(self, request):
        """Show the list of schools, filtered by the query string."""
        form = CriteriaForm.read(request.GET)
        criteria = form.criteria
        results = find(criteria, self)
        count_miss(criteria, results)
        form.tell_counts(results.counts)
        page = Paginator(results.hits, finder_files.PER_PAGE).get_page(request.GET.get("page"))
        profiles = fetch(page.object_list, results.terms)
        fetch_pictures(profiles)
        regions = known_places().regions if results.order == Order.AREA else {}
        for profile in profiles:
            profile.region = regions.get(profile.school.campus.area, "")
        nearest = profiles[0].miles if profiles and page.number == 1 else None
        keys = tuple(profile.pk for profile in profiles)
        context = {
            "form": form,
            "asked": criteria,
            "results": results,
            "found": page,
            "profiles": profiles,
            "shown": keys if _is_common(results) else None,
            "mapped": keys if _is_common(results) or len(keys) == 1 else None,
            "legend": cards.legend(),
            "chips": chips(criteria, results),
            "meant": [(text, criteria.query_string(**{name: text})) for name, text in results.suggestions],
            "far": nearest if nearest and nearest >= FAR else None,
            "most": comparison.MOST,
            "file_url": f"{self.get_url(request)}{addresses.FINDER_FILE}",
            "languages": languages_of(request, self, query=f"?{query}" if (query := criteria.query_string()) else ""),
        }
        return self.render(request, context_overrides=context)

    @path(f"{addresses.RESULTS}/")
    def results_json(self, request):
        return finder_files.results_json(request, self)

    @path(f"{addresses.FINDER_FILE}/")
    def finder_json(self, request):
        return finder_files.finder_json(request, self)

    @path(addresses.COMPARE)
    def compare(self, request):
        """Compare the schools whose short names are in `?school=`, in that order, with the miles from `?near=`."""
        criteria = CriteriaForm.read(request.GET).criteria
        place = parse(replace(criteria, q="")).near.place if criteria.near else None
        comparison_of_schools = comparison.compare(request.GET.getlist("school"), self.profiles.opened(), place)
        chosen = [profile.school.slug for profile in comparison_of_schools.profiles]
        other_profiles = (
            self.profiles.open_today().exclude(school__slug__in=chosen) if len(chosen) < comparison.MOST else None
        )
        schools = urlencode({"school": request.GET.getlist("school")}, doseq=True)
        context = {
            "compared": comparison_of_schools,
            "near": criteria.near if place else "",
            "others": other_profiles,
            "most": comparison.MOST,
            "query": "&".join(filter(None, [schools, place and urlencode({"near": criteria.near})])),
            "below": _("Compare schools"),
        }
        return self._render_below(request, addresses.COMPARE, context, "compare.html", context["query"])

    @path(addresses.SHEET)
    def sheet(self, request):
        """Show up to three schools for paper: those in `?school=`, or the nearest that match the finder's parameters.

        `?need=` names what the family needs.
        """
        form = CriteriaForm.read(request.GET)
        context = comparison.sheet(form.criteria, request.GET.getlist("school"), request.GET.getlist("need"), self)
        context |= {"asked_form": form, "below": _("A sheet to take along")}
        return self._render_below(request, addresses.SHEET, context, "sheet.html", context["question"])

    @path(addresses.PHONES)
    def phones(self, request):
        """Show the phone numbers of all open schools. /sw.js keeps this page for times without a network."""
        context = {"schools": School.objects.to_call(), "below": _("Phone numbers of all schools")}
        return self._render_below(request, addresses.PHONES, context, "phones_page.html")

    def _render_below(self, request, address, context: dict, template: str, query: str = ""):
        """Render a page at `address` below the list, which its language switch leads to with the same `query`."""
        context["languages"] = languages_of(request, self, format_lazy("{}{}", address, query and f"?{query}"))
        return self.render(request, context_overrides=context, template=f"schools/profiles/{template}")
