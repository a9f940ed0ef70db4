"""The main pages in a browser, as narrow as a phone, in both languages: accessible in light and dark."""

import pytest
from playwright.sync_api import sync_playwright

from pages.models import AboutPage, FactsPage, HomePage, StandardPage, StoryIndexPage
from quality import browser as system
from quality.audit import axe
from quality.audit.site import Site
from schools.models import EnrollPage, EventIndexPage, SchoolIndexPage, SchoolPage
from schools.profiles.addresses import COMPARE, SHEET
from tests.network.conftest import LANGUAGES

KINDS = (HomePage, AboutPage, SchoolIndexPage, SchoolPage, EnrollPage, StoryIndexPage, EventIndexPage, FactsPage)
SCHOOLS = "?school=bobcat-high-school&school=jackalope-k8-school"


def addresses() -> dict[str, str]:
    """The addresses of the templates that families use, by name."""
    found = {}
    for language in LANGUAGES:
        for kind in (*KINDS, StandardPage):
            page = kind.objects.live().filter(locale__language_code=language).first()
            found[f"{kind.__name__} {language}"] = page.url
        listed = found[f"SchoolIndexPage {language}"]
        found |= {f"compare {language}": f"{listed}{COMPARE}{SCHOOLS}", f"sheet {language}": f"{listed}{SHEET}"}
    return found


@pytest.mark.django_db(transaction=True)
def test_every_main_template_is_accessible(live_server):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system.chromium(), args=system.ARGUMENTS)
        site = Site(browser, live_server.url, addresses())
        [row] = axe.check(site, widths=(360,))
        assert row.faults == []
        browser.close()
