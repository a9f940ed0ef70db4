"""A figure in running text is a reference, read with its present value; typed numbers are pointed out and replaced."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse
from wagtail.rich_text import expand_db_html

from alliance_site.staff.references import accessible
from pages.editor.rich_text import Converter
from pages.figures.display import stream_texts, text_of
from pages.figures.places import mentions, number_pattern
from pages.figures.typed import typed
from pages.models import Figure, FigureValue, StandardPage
from schools.models import School
from tests.cases import cases
from tests.content_cache import forget
from tests.html import filled, main_of, soup
from tests.pages.forms import edit_url
from tests.pages.translation.pages import section, with_stream
from tests.schools.people import editor_of

pytestmark = pytest.mark.django_db
CONTENT = {"key": "a", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
HTML = '<p>More than <b>73%</b> of us, 173% and <a linktype="page" id="1">73%</a>. 73 percent.</p>'


@pytest.fixture
def figure():
    return Figure.objects.get(name="Seniors accepted to a four-year college")


def embed(figure):
    return f'<embed embedtype="figure" id="{figure.pk}"/>'


@pytest.fixture
def page(contact, figure):
    """A public page whose text has the figure; its translation has it, too."""
    return with_stream(contact, [section("H", f"<p>More than {embed(figure)} of them.</p>")])


def shown(client, page):
    forget()
    return main_of(client, page.url).select_one(".prose")


def test_readers_and_the_search_get_the_present_value_with_its_year_and_where_to_check_it(client, page, figure):
    text = shown(client, page)
    assert text.get_text().strip() == "More than 73% (2018–19) of them."
    assert text.a["href"] == f"/facts/#figure-{figure.pk}"
    assert soup(client.get("/facts/")).find(id=f"figure-{figure.pk}")
    figure.values.add(FigureValue(value="74%", as_of="2029–30", source="Us"))
    figure.save_revision().publish()
    assert shown(client, page).get_text().strip() == "More than 74% (2029–30) of them."
    assert "More than 74% of them." in list(stream_texts(page.body))
    assert "More than 74% of them." in page.body[0].block.get_searchable_content(page.body[0].value)
    figure.unpublish()
    assert shown(client, page).get_text().strip() == "More than 74% of them."
    assert not shown(client, page).a
    figure.delete()
    assert "More than" in shown(client, page).get_text()


@pytest.mark.parametrize("attributes", ["", 'id=""', 'id="x"', 'id="99999999"', f'id="{"9" * 30}"', 'id="-1"'])
def test_what_refers_to_nothing_is_nothing(attributes):
    html = f'<p>a <embed embedtype="figure" {attributes}/> b</p>'
    assert expand_db_html(html) == "<p>a  b</p>"
    assert text_of(html) in ("a  b", "a b")


@pytest.mark.parametrize("words", ["<p>Up to {} of us</p>", "<p>{}</p>", "<ul><li>{}, or <b>so</b></li></ul>"])
def test_the_editor_shows_the_value_and_stores_the_reference(figure, words):
    converter = Converter(["bold", "ul", "figure"])
    state = converter.from_database_format(words.format(embed(figure)))
    assert "73%" in state
    assert '"mutability": "IMMUTABLE"' in state
    stored = converter.to_database_format(state)
    assert f'<embed embedtype="figure" id="{figure.pk}"/>' in stored
    assert "73%" not in stored


def test_a_school_editor_chooses_among_published_figures(client):
    published = Figure.objects.filter(live=True).first()
    draft = Figure.objects.create(name="A figure still being checked", live=False)
    client.force_login(editor_of(School.objects.get(slug="merkin")))
    chooser = client.get(reverse("wagtailsnippetchoosers_pages_figure:choose")).json()["html"]
    assert str(published) in unescape(chooser)
    assert draft.name not in chooser
    results = reverse("wagtailsnippetchoosers_pages_figure:choose_results")
    assert str(published) in unescape(client.get(results, {"q": published.name}).content.decode())
    assert draft.name not in client.get(results, {"q": "checked"}).content.decode()
    chosen = "wagtailsnippetchoosers_pages_figure:chosen"
    assert client.get(reverse(chosen, args=[published.pk])).json()["result"]["value"] == published.newest.value
    assert client.get(reverse(chosen, args=[draft.pk])).status_code == 404
    editor = client.get(reverse("staff_guides")).wsgi_request.user
    both = {(Figure, str(published.pk)), (Figure, str(draft.pk))}
    assert accessible(both, editor) == {(Figure, str(published.pk))}


@pytest.fixture
def typed_page(contact):
    return with_stream(contact, [section("H", HTML, "a" * 8)])


def save(client, page, text="More than 73% of us."):
    """Save the page's form without its stream, which a script sends."""
    draft = json.dumps({"blocks": [CONTENT | {"text": text}], "entityMap": {}})
    block = {"type": "section", "id": "a" * 8, "order": "0", "deleted": "", "value-heading": "H", "value-text": draft}
    sent = filled(client.get(edit_url(page))) | {"body-count": "1"}
    sent |= {f"body-0-{name}": part for name, part in block.items()}
    return soup(client.post(edit_url(page), sent, follow=True)).select("details.typed-figures form")


def answer(client, form, **button):
    data = {"sentence": form.select_one("[name=sentence]")["value"], **button}
    return soup(client.post(form["action"], data, follow=True)).get_text()


def test_saving_points_it_out_and_one_click_uses_the_figure(typed_page, figure, sign_in):
    client = sign_in("Writer")
    (form,) = save(client, typed_page)
    asked = " ".join(form.get_text().split())
    assert f"“More than 73% of us.” Is this the figure “73% {figure.label}”?" in asked
    assert "1 × “73%” now updates with the figure. Draft saved." in answer(client, form)
    typed_page.refresh_from_db()
    draft = typed_page.get_latest_revision_as_object()
    assert f'<embed embedtype="figure" id="{figure.pk}"/>' in draft.body[0].value["text"].source
    assert "73%" in typed_page.body[0].value["text"].source  # what is public waits for a Publisher
    assert not typed(draft)


def test_only_changed_sentences_are_asked_about_and_an_answer_is_remembered(typed_page, figure, sign_in):
    def newest():
        return StandardPage.objects.get(pk=typed_page.pk).get_latest_revision_as_object()

    client, text = sign_in("Writer"), "It rose to 73% last year. The lake is 73% full."
    rose, lake = save(client, typed_page, text)
    assert not save(client, typed_page, f"{text} Come and see.")
    assert "You won't be asked again." in answer(client, lake, not_this="")
    (again,) = save(client, typed_page, f"In all, 73% came. {text}")
    assert "In all, 73% came." in again.get_text()
    asked = {mention.sentence for mention, _figure in typed(newest())}
    assert asked == {"In all, 73% came.", "It rose to 73% last year."}
    answer(client, rose)
    draft = newest()
    expected = f"In all, 73% came. It rose to {embed(figure)} last year. The lake is 73% full."
    assert expected in draft.body[0].value["text"].source
    assert "The sentence has changed in the meantime." in answer(client, rose)
    draft.save_revision().publish()
    named = [mention.sentence for mention in mentions(figure, ["73%"]) if mention.page.pk == typed_page.pk]
    assert named == ["In all, 73% came."]


def test_a_publisher_replaces_only_the_number_and_never_in_a_link_and_others_nothing(typed_page, figure, sign_in):
    address = reverse("use_figure", args=[typed_page.pk, figure.pk])
    sign_in("Listings manager").post(address, {"sentence": "73 percent."})
    typed_page.refresh_from_db()
    assert not typed_page.has_unpublished_changes
    client = sign_in("Publisher")
    for sentence in ("More than 73% of us, 173% and 73%.", "73 percent."):
        client.post(address, {"sentence": sentence})
    typed_page.refresh_from_db()
    draft, put = typed_page.get_latest_revision_as_object(), embed(figure)
    expected = f'<p>More than <b>{put}</b> of us, 173% and <a id="1" linktype="page">73%</a>. {put}.</p>'
    assert draft.body[0].value["text"].source == expected


@pytest.mark.parametrize(("value", "label", "text", "numbers"), cases(__file__, "numbers.csv"))
def test_numbers_are_found_as_people_type_them_and_small_ones_with_their_unit_only(value, label, text, numbers):
    pattern = number_pattern(value, label)
    assert "|".join(re.findall(pattern, text, re.IGNORECASE) if pattern else []) == numbers
