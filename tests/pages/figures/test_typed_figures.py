"""A typed number that looks like a known figure is pointed out on save, and replaced by it with one click."""

import json
import re

import pytest
from django.urls import reverse

from pages.figures.places import mentions, number_pattern
from pages.figures.typed import typed
from pages.models import Figure, StandardPage
from tests.html import filled, soup
from tests.pages.translation.pages import section, with_stream

pytestmark = pytest.mark.django_db
HTML = '<p>More than <b>73%</b> of us, 173% and <a linktype="page" id="1">73%</a>. 73 percent.</p>'


@pytest.fixture
def figure():
    return Figure.objects.get(name="Seniors accepted to a four-year college")


@pytest.fixture
def contact():
    page = StandardPage.objects.get(slug="contact", locale__language_code="en")
    return with_stream(page, [section("H", HTML, "a" * 8)])


def embed(figure):
    return f'<embed embedtype="figure" id="{figure.pk}"/>'


def save(client, page, text="More than 73% of us."):
    """Save the page's form without its stream, which a script sends."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    draft = json.dumps({"blocks": [CONTENT | {"text": text}], "entityMap": {}})
    block = {"type": "section", "id": "a" * 8, "order": "0", "deleted": "", "value-heading": "H", "value-text": draft}
    sent = filled(client.get(address)) | {"body-count": "1", **{f"body-0-{name}": part for name, part in block.items()}}
    return soup(client.post(address, sent, follow=True)).select("details.typed-figures form")


CONTENT = {"key": "a", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}


def answer(client, form, **button):
    data = {"sentence": form.select_one("[name=sentence]")["value"], **button}
    return soup(client.post(form["action"], data, follow=True)).get_text()


def test_saving_points_it_out_and_one_click_uses_the_figure(contact, figure, sign_in):
    client = sign_in("Writer")
    (form,) = save(client, contact)
    asked = " ".join(form.get_text().split())
    assert f"“More than 73% of us.” Is this the figure “73% {figure.label}”?" in asked
    assert "1 × “73%” now updates with the figure. Draft saved." in answer(client, form)
    contact.refresh_from_db()
    draft = contact.get_latest_revision_as_object()
    assert f'<embed embedtype="figure" id="{figure.pk}"/>' in draft.body[0].value["text"].source
    assert "73%" in contact.body[0].value["text"].source  # what is public waits for a Publisher
    assert not typed(draft)


def test_only_changed_sentences_are_asked_about_and_an_answer_is_remembered(contact, figure, sign_in):
    def newest():
        return StandardPage.objects.get(pk=contact.pk).get_latest_revision_as_object()

    client, text = sign_in("Writer"), "It rose to 73% last year. The lake is 73% full."
    rose, lake = save(client, contact, text)
    assert not save(client, contact, f"{text} Come and see.")
    assert "You won't be asked again." in answer(client, lake, not_this="")
    (again,) = save(client, contact, f"In all, 73% came. {text}")
    assert "In all, 73% came." in again.get_text()
    asked = {mention.sentence for mention, _figure in typed(newest())}
    assert asked == {"In all, 73% came.", "It rose to 73% last year."}
    answer(client, rose)
    draft = newest()
    expected = f"In all, 73% came. It rose to {embed(figure)} last year. The lake is 73% full."
    assert expected in draft.body[0].value["text"].source
    assert "The sentence has changed in the meantime." in answer(client, rose)
    draft.save_revision().publish()
    named = [mention.sentence for mention in mentions(figure, ["73%"]) if mention.page.pk == contact.pk]
    assert named == ["In all, 73% came."]


def test_a_publisher_replaces_only_the_number_itself_and_never_in_a_link_and_others_nothing(contact, figure, sign_in):
    address = reverse("use_figure", args=[contact.pk, figure.pk])
    sign_in("Listings manager").post(address, {"sentence": "73 percent."})
    contact.refresh_from_db()
    assert not contact.has_unpublished_changes
    client = sign_in("Publisher")
    for sentence in ("More than 73% of us, 173% and 73%.", "73 percent."):
        client.post(address, {"sentence": sentence})
    contact.refresh_from_db()
    draft, put = contact.get_latest_revision_as_object(), embed(figure)
    expected = f'<p>More than <b>{put}</b> of us, 173% and <a id="1" linktype="page">73%</a>. {put}.</p>'
    assert draft.body[0].value["text"].source == expected


@pytest.mark.parametrize(
    ("value", "label", "text", "numbers"),
    [
        ("95%", "of seniors", "Ninety-five percent, 95 percent, 195 percent", ["Ninety-five percent", "95 percent"]),
        ("28", "schools, counted", "28 schools, twenty-eight schools, 28 rooms, 128 schools", ["28", "twenty-eight"]),
        ("28", "of the schools", "28 of the schools", []),
        ("20", "campuses", "Twenty campuses, twenty-two campuses, seventy-twenty campuses", ["Twenty"]),
        ("5%", "of seniors", "ninety-five percent, ninety five percent, five percent", ["five percent"]),
        ("5", "schools", "twenty five schools, one hundred five schools, five schools", ["five"]),
        ("0", "schools", "0 schools", []),
        ("95.5%", "of seniors", "95.5 percent, 95 percent", ["95.5 percent"]),
        ("95%", "", "95%, 95 %, 95 por ciento, 195%, 9.95%, 95 percentiles, 95", ["95%", "95 %", "95 por ciento"]),
        ("13,000", "", "13,000 13000 13,000,000 113,000 13,0001 13,000% 13,000.5", ["13,000", "13000"]),
        ("150", "", "150 1150 150% 150–60 2–150", ["150"]),
    ],
)
def test_numbers_are_found_as_people_type_them_and_small_ones_with_their_unit_only(value, label, text, numbers):
    pattern = number_pattern(value, label)
    assert (re.findall(pattern, text, re.IGNORECASE) if pattern else []) == numbers
