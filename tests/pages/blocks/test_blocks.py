"""Every block renders, whatever editors leave empty."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from pages.blocks import BODY, CallToActionBlock
from pages.models import AboutPage, Figure, FigureValue, HomePage, StandardPage
from tests.html import assert_valid, soup, words

pytestmark = pytest.mark.django_db


def test_every_block_has_a_preview_for_editors_which_shows_nothing_of_the_library(client, picture):
    image = picture()
    Figure.objects.update(label="Secret", computed_from="")
    FigureValue.objects.update(value="Secret%")
    client.force_login(get_user_model().objects.create_superuser("admin"))
    for name, block in BODY:
        assert block.is_previewable, name
        response = client.get("/admin/block-preview/", {"id": block.definition_prefix})
        assert response.status_code == 200, name
        assert len(words(response)) > 10, name
        assert "Secret" not in response.content.decode(), name
        assert not soup(response).select("img[src^='/media/']"), name
    assert not image.renditions.exists()


def test_a_call_to_action_needs_exactly_one_link_but_a_draft_may_wait():
    block, about = CallToActionBlock(), AboutPage.objects.get(locale__language_code="en")
    value = block.to_python({"heading": "Next", "link_text": "Go", "url": "", "page": None, "text": ""})
    with pytest.raises(ValidationError):
        block.clean(value)
    assert block.clean_deferred(value)["heading"] == "Next"
    both = block.to_python({"heading": "N", "link_text": "G", "url": "https://example.org/", "text": ""})
    both["page"] = about
    with pytest.raises(ValidationError):
        block.clean_deferred(both)


def test_percentages_are_drawn_on_one_scale_and_other_values_only_written(client):
    def show(*values):
        figures = [
            Figure.objects.create(name=value, label="us", values=[FigureValue(value=value, as_of=f"200{n}")])
            for n, value in enumerate(values)
        ]
        block = {"heading": "Then and now", "figures": figures, "note": "They count different students."}
        page.body = [("comparison", block)]
        page.save()
        response = client.get("/blocks/")
        assert_valid(response)
        found = soup(response).select_one(".comparison")
        return found.get_text(), [share["d"] for share in found.select(".comparison__share")]

    home = HomePage.objects.get(locale__language_code="en")
    page = home.add_child(instance=StandardPage(title="Blocks", slug="blocks"))
    text, shares = show("49%", "95.5%")
    assert shares == ["M0 .2H49.0", "M0 .2H95.5"]
    for said in ("Then and now", "49%", "95.5%", "2000", "2001", "They count different students."):
        assert said in text
    for value in ("13,000", "150%", "%", "one%", "-3%"):
        text, shares = show(value, "95%")
        assert value in text
        assert len(shares) == 1, value
