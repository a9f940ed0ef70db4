"""The addresses and models of the published copy (`toolkit.published_copy.contents`)."""

from django.apps import apps
from django.urls import reverse

from alliance_site import security_txt, sitemap
from media.models import public_documents
from pages.models import FactsPage, FormPage, StoryIndexPage
from pages.models import network as facts_page
from pages.models.story import FEED
from schools.events.calendar_file import ONE as EVENT_FILE
from schools.models import EnrollPage, EventIndexPage, EventPage, SchoolIndexPage, SchoolPage
from schools.open_data.feed import FEEDS
from schools.open_data.files import listed
from schools.postings.models import Posting
from schools.profiles.addresses import FINDER_FILE, LANDSCAPE, PHONES
from schools.profiles.models.enroll_page import CALENDAR
from toolkit.backups import databases
from toolkit.published_copy.contents import LAST, Address, Contents

from . import alerts, emergency, outage_page

# Addresses that are not pages and are the same in every language.
MOST_ENTRIES_A_PAGE = 2  # of the sitemap: a page, and its list of required documents
FILES_OF_THE_SITE = ("robots", "sitemap", "service_worker", *(file.name for file in listed()))
OWN_APPS = ("pages", "schools", "media")
# Models that no public page shows. They serve search, staff, or the log of failed searches.
NEVER_SHOWN = {
    "pages.checkedlink",
    "pages.missingaddress",
    "pages.formanswer",
    "schools.changeset",
    "schools.confirmation",  # pages show the date it sets on the school
    "schools.keptdifference",
    "schools.mistakereport",
    "schools.profileapproval",
    "schools.proposal",
    "schools.recordchange",
    "schools.schooldeletion",
    "schools.schoolteam",
    "schools.schoolteam_reviewers",
    "schools.searchmiss",
    "schools.signoff",
    "schools.upload",
}
# Foreign keys of rows without a parent. A changed row also counts as a change of its school, so the school's own pages
# are rendered first.
ALSO_OF = {
    "schools.plannedchange": ("school",),
    "schools.posting": ("school",),
    "schools.schoolnotice": ("school",),
}

BESIDE = {  # names below pages of each type
    StoryIndexPage: (f"{FEED}/",),
    FactsPage: (f"{facts_page.FEED}/",),
    SchoolIndexPage: (FINDER_FILE, PHONES),
    SchoolPage: (LANDSCAPE,),
    EventPage: (EVENT_FILE,),
    EnrollPage: (CALENDAR,),
}


class SiteContents(Contents):
    def shown_models(self):
        for label in OWN_APPS:
            for model in apps.get_app_config(label).get_models(include_auto_created=True):
                if model._meta.label_lower not in NEVER_SHOWN and model._meta.managed:
                    yield model

    def also_of(self, model):
        return ALSO_OF.get(model._meta.label_lower, ())

    def pages(self, site):
        return super().pages(site).not_type(FormPage)  # each visitor gets a form with their own stamp

    def addresses(self, site):
        yield from super().addresses(site)
        yield from postings(site)
        yield from files(site)

    def beside(self, page, address):
        kind = page.specific_class
        names = EventIndexPage.names_below(page.locale_id) if kind is EventIndexPage else BESIDE.get(kind, ())
        for name in names:
            yield Address(f"{address.path}{name}", address.depth + 1, page.pk)
        if kind is FactsPage:
            yield Address(reverse(facts_page.FILE), LAST, page.pk)

    def documents(self):
        return public_documents()

    def begin(self):
        emergency.take_over()

    def end(self):
        outage_page.write()

    def is_archive_needed(self):
        """While `restore --undo` is possible, it may bring back editions that refer to these contents."""
        return bool(databases.beside(databases.KEPT))


def postings(site):
    """Addresses of “Required documents” of each school and of the network, where something is posted."""
    for page, path in sitemap.posting_lists(site):
        yield Address(path, page.depth - site.root_page.depth + 1, page.pk)
    if Posting.objects.shown_at(None).exists():
        for _language, path in sitemap.in_each_language(site, "network_documents"):
            yield Address(path, 1)


def files(site):
    """Addresses of open data and of files for search engines and phones."""
    for name in FILES_OF_THE_SITE:
        yield Address(reverse(name), LAST)
    for address in alerts.addresses():
        yield Address(address, 1)
    most = MOST_ENTRIES_A_PAGE * SiteContents().pages(site).count()
    for part in range(1, most // sitemap.LIMIT + 2 if most > sitemap.LIMIT else 1):
        yield Address(reverse("sitemap_part", args=[part]), LAST)  # left out if the sitemap has fewer parts
    if security_txt.is_served():
        yield Address(reverse("security_txt"), LAST)
    for name in ("manifest", "data", *FEEDS):
        for _language, path in sitemap.in_each_language(site, name):
            yield Address(path, LAST)
