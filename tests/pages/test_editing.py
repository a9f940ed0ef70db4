"""What the page editor requires, explains, and refuses."""

import pytest

from pages.blocks import PullQuoteBlock
from pages.models import PillarPage, StandardPage, StoryIndexPage, StoryPage
from tests.cases import cases
from tests.pages.forms import checked

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("typed", "kept"), cases(__file__, "quotes.csv"))
def test_marks_around_a_quote_are_left_to_the_page(typed, kept):
    block = PullQuoteBlock(required=False)
    assert block.clean_deferred(block.to_python({"quote": typed, "attribution": ""}))["quote"] == kept
    assert checked(PillarPage.objects.first(), quote=typed).cleaned_data["quote"] == kept


def test_an_address_that_is_taken_is_said_with_the_page_that_has_it_and_a_free_one():
    index = StoryIndexPage.objects.get(locale__language_code="en")
    for slug in ("day", "day-2", "other"):
        index.add_child(instance=StoryPage(title=f"Picture {slug}", slug=slug))
    page = StoryPage.objects.get(slug="other")
    assert checked(page, slug="day").errors["slug"] == [
        "The page “Picture day” already has the address “day”. Choose another one, such as “day-3”."
    ]
    for free in ("day-3", "other", "contact"):  # the last one comes from a page elsewhere
        assert "slug" not in checked(page, slug=free).errors


def test_a_picture_that_would_be_blurred_at_the_top_is_refused_with_its_size_and_the_needed_one(picture):
    page = StandardPage.objects.get(slug="contact")
    for size in ((1199, 900), (1600, 629)):
        (said,) = checked(page, listing_image=picture(size=size).pk).errors["listing_image"]
        assert f"{size[0]} × {size[1]}" in said
        assert "1200 × 630" in said
    assert checked(page, summary="How to\r\nreach us.").cleaned_data["summary"] == "How to reach us."
