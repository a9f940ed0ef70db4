"""Required postings in a real browser: public pages at every width, on paper, and the way to a document."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quality.audit.site import script
from tests.browser.looks import faults_of_each
from tests.schools.postings.samples import post

WIDTHS = (320, 768, 1280)


@pytest.fixture
def posted(site_url):
    """Postings of a school and the network: a file, a contact, a link, and an archive."""
    old = post(school_year="2019-20")
    old.archived = timezone.now()
    old.save()
    post(board_date=timezone.localdate())
    post("foster-youth", None, contact="Liaison\n(213) 555-0100\na.very.long.address.of.somebody@example.org")
    post("selpa", None, url=f"https://example.org/{'plan' * 60}", languages=["en", "es"])
    post("board-agenda", None, board_date=timezone.localdate())


def test_the_public_pages_are_accessible_fit_print_and_lead_to_a_document(page, site_url, posted):
    for path in ("/schools/gertz-ressler/required-documents/", "/required-documents/", "/"):
        page.goto(site_url + path)
        page.locator("details:not([name])").evaluate_all("all => all.forEach(one => { one.open = true })")
        assert faults_of_each(page) == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert script(page, "sideways") == script(page, "clipped") == []
    assert page.context.cookies() == []
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(f"{site_url}/schools/gertz-ressler/required-documents/")
    expect(page.get_by_role("link", name="School Accountability Report Card").first).to_be_visible()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    page.emulate_media(media="screen")
    page.goto(f"{site_url}/schools/gertz-ressler/")
    page.get_by_role("link", name="Required documents").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Required documents")
    with page.expect_download() as download:
        page.get_by_role("link", name="School Accountability Report Card").first.click()
    assert download.value.suggested_filename.endswith(".pdf")
