"""The main pages in a browser, as narrow as a phone: accessible in light and dark in the colors of the network."""

import pytest
from playwright.sync_api import sync_playwright

from pages.models import AboutPage, FactsPage, HomePage, StandardPage, StoryIndexPage
from quality import browser as system
from quality.audit import axe
from quality.audit.site import Site
from schools.models import EnrollPage, EventIndexPage, SchoolIndexPage, SchoolPage
from schools.profiles.addresses import COMPARE, SHEET
from tests.network.conftest import LANGUAGES

KINDS = (
    *(HomePage, AboutPage, SchoolIndexPage, SchoolPage, EnrollPage, StoryIndexPage, EventIndexPage),
    *(FactsPage, StandardPage),
)
SCHOOLS = "?school=bobcat-high-school&school=jackalope-k8-school"


@pytest.mark.django_db(transaction=True)
def test_every_main_template_is_accessible(live_server):
    """Of those that families use, in the language that has a catalog of its own."""
    ours = {"locale__language_code": LANGUAGES[-1]}
    addresses = {kind.__name__: kind.objects.live().filter(**ours).first().url for kind in KINDS}
    listed = addresses["SchoolIndexPage"]
    addresses |= {"compare": f"{listed}{COMPARE}{SCHOOLS}", "sheet": f"{listed}{SHEET}"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system.chromium(), args=system.ARGUMENTS)
        site = Site(browser, live_server.url, addresses)
        [row] = axe.check(site, widths=(360,))
        assert row.faults == []
        browser.close()
