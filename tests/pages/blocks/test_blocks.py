"""Every block renders, whatever editors leave empty."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from pages.blocks import BODY, CallToActionBlock
from pages.models import AboutPage, Figure, FigureValue, HomePage, StandardPage
from tests.html import assert_valid, soup, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(client):
    def with_body(*body):
        page = StandardPage(title="Blocks", slug="blocks", body=list(body))
        HomePage.objects.get(locale__language_code="en").add_child(instance=page)
        response = client.get("/blocks/")
        assert response.status_code == 200
        assert_valid(response)
        return response

    return with_body


@pytest.mark.parametrize(("name", "block"), BODY)
def test_every_block_has_a_preview_for_editors_which_shows_nothing_of_the_library(name, block, client, picture):
    image = picture()
    Figure.objects.update(label="Secret", computed_from="")
    FigureValue.objects.update(value="Secret%")
    client.force_login(get_user_model().objects.create_superuser("admin"))
    assert block.is_previewable
    response = client.get("/admin/block-preview/", {"id": block.definition_prefix})
    assert response.status_code == 200
    assert len(words(response)) > 10
    assert "Secret" not in response.content.decode()
    assert not soup(response).select("img[src^='/media/']")
    assert not image.renditions.exists()


def test_a_call_to_action_to_a_page_that_is_no_longer_published_has_no_link(show):
    about = AboutPage.objects.get(locale__language_code="en")
    about.unpublish()
    response = show(
        ("call_to_action", {"heading": "Next", "text": "", "link_text": "Read our story", "page": about, "url": ""})
    )
    assert not soup(response).main.find("a", string="Read our story")


def test_a_call_to_action_needs_exactly_one_link_but_a_draft_may_wait():
    block = CallToActionBlock()
    value = block.to_python({"heading": "Next", "link_text": "Go", "url": "", "page": None, "text": ""})
    with pytest.raises(ValidationError):
        block.clean(value)
    assert block.clean_deferred(value)["heading"] == "Next"
    both = block.to_python({"heading": "N", "link_text": "G", "url": "https://example.org/", "text": ""})
    both["page"] = AboutPage.objects.get(locale__language_code="en")
    with pytest.raises(ValidationError):
        block.clean_deferred(both)


def compare(*values, note="They count different students."):
    figures = [
        Figure(name=value, label="of scholars", values=[FigureValue(value=value, as_of=f"200{n}")])
        for n, value in enumerate(values)
    ]
    for figure in figures:
        figure.save()
    return ("comparison", {"heading": "Then and now", "figures": figures, "note": note})


def test_two_percentages_stand_on_one_scale_with_what_they_count(show):
    page = soup(show(compare("49%", "95.5%")))
    assert [share["d"] for share in page.select(".comparison__share")] == ["M0 .2H49.0", "M0 .2H95.5"]
    text = page.select_one(".comparison").get_text()
    for said in ("Then and now", "49%", "95.5%", "2000", "2001", "They count different students."):
        assert said in text


@pytest.mark.parametrize("value", ["13,000", "150%", "%", "one%", "-3%"])
def test_what_is_no_share_is_written_and_not_drawn(show, value):
    page = soup(show(compare(value, "95%")))
    assert value in page.select_one(".comparison").get_text()
    assert len(page.select(".comparison__share")) == 1
