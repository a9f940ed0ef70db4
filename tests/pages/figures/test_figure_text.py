"""A figure in running text is a reference: it is read with its present value, in every language and place."""

from html import unescape

import pytest
from django.urls import reverse
from wagtail.rich_text import expand_db_html

from alliance_site.staff.references import accessible
from pages.editor.rich_text import Converter
from pages.figures.display import stream_texts, text_of
from pages.models import Figure, FigureValue, StandardPage
from schools.models import School
from tests.content_cache import forget
from tests.html import assert_valid, soup
from tests.pages.translation.pages import section, with_stream
from tests.schools.people import editor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def figure():
    return Figure.objects.get(name="Seniors accepted to a four-year college")


def embed(figure):
    return f'<embed embedtype="figure" id="{figure.pk}"/>'


@pytest.fixture
def contact(figure):
    """A public page whose text has the figure; its translation has it, too."""
    page = StandardPage.objects.get(slug="contact", locale__language_code="en")
    return with_stream(page, [section("H", f"<p>More than {embed(figure)} of them.</p>")])


def shown(client, path):
    forget()
    response = client.get(path)
    assert_valid(response)
    return soup(response).select_one("#section-h, main .prose p").find_parent("main").select_one(".prose")


def test_readers_and_the_search_get_the_present_value_with_its_year_and_where_to_check_it(client, contact, figure):
    text = shown(client, contact.url)
    assert text.get_text().strip() == "More than 73% (2018–19) of them."
    assert text.a["href"] == f"/facts/#figure-{figure.pk}"
    assert soup(client.get("/facts/")).find(id=f"figure-{figure.pk}")
    figure.values.add(FigureValue(value="74%", as_of="2029–30", source="Us"))
    figure.save_revision().publish()
    assert shown(client, contact.url).get_text().strip() == "More than 74% (2029–30) of them."
    assert "More than 74% of them." in list(stream_texts(contact.body))
    assert "More than 74% of them." in contact.body[0].block.get_searchable_content(contact.body[0].value)
    figure.unpublish()
    assert shown(client, contact.url).get_text().strip() == "More than 74% of them."
    assert not shown(client, contact.url).a
    figure.delete()
    assert "More than" in shown(client, contact.url).get_text()


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
