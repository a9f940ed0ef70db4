"""Links in rich text lead to live pages, with one query for any number of links."""

import pytest
from wagtail.rich_text import expand_db_html

from pages.models import AboutPage, PillarPage, StandardPage

pytestmark = pytest.mark.django_db


def link(page):
    return f'<a linktype="page" id="{page.pk}">words</a>'


def test_links_lead_to_their_pages_by_one_query(django_assert_num_queries):
    pages = [AboutPage.objects.get(locale__language_code="en"), *PillarPage.objects.all()]
    expand_db_html(link(pages[0]))
    with django_assert_num_queries(1):
        html = expand_db_html("".join(map(link, pages)))
    assert html.startswith('<a href="/about/">words</a><a href="/mission/equity/">')


def test_a_link_to_a_draft_or_to_nothing_is_plain_text():
    draft = StandardPage.objects.not_live().first()
    assert expand_db_html(link(draft)) == "<a>words</a>"
    assert expand_db_html('<a linktype="page" id="999999">words</a>') == "<a>words</a>"
