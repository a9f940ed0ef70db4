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


def addresses() -> dict[str, str]:
    """The addresses of the templates that families use, by name, in the language that has a catalog of its own."""
    pages = [kind.objects.live().filter(locale__language_code=LANGUAGES[-1]).first() for kind in KINDS]
    listed = SchoolIndexPage.objects.get(locale__language_code=LANGUAGES[-1]).url
    found = {kind.__name__: page.url for kind, page in zip(KINDS, pages, strict=True)}
    return found | {"compare": f"{listed}{COMPARE}{SCHOOLS}", "sheet": f"{listed}{SHEET}"}


@pytest.mark.django_db(transaction=True)
def test_every_main_template_is_accessible(live_server):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system.chromium(), args=system.ARGUMENTS)
        site = Site(browser, live_server.url, addresses())
        [row] = axe.check(site, widths=(360,))
        assert row.faults == []
        browser.close()
