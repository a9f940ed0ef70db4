"""Search finds pages and schools in both languages, also if misspelled, says why, and nothing that is not public."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page
from wagtail.rich_text import RichText

from media.models import SiteDocument
from pages.search.alike import edits_allowed, edits_between
from pages.search.highlights import AROUND, excerpts, marked
from schools.models import FormerName, Recognition, SchoolPage, SchoolStateRecord, StateRecord
from tests.cases import cases
from tests.factories import home, profile, standard
from tests.html import assert_valid, soup, words
from tests.pages.search.results import HIDDEN, SPANISH, hidden, links, links_of, search

pytestmark = pytest.mark.django_db

PIECES = ["Merkin", "merkn", "graduaton", "near", "school", "90059", "&|!:*()<>", "'", "\\", "%", "é", "ﷺ", "-", "\x00"]
TYPED = st.one_of(st.text(max_size=250), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))


def test_pages_and_schools_are_found(client):
    for query, path in cases(__file__, "found.csv"):
        response = search(client, query)
        assert path in links_of(response), query
        assert not response.context["answer"].is_loose, query
    assert "Closed" in words(search(client, "tennenbaum high school closed"))


def test_accents_and_apostrophes_make_no_difference(client):
    text = RichText("<p>González and L’Ouverture</p>")
    standard("José O’Brien", slug="jose", body=[("section", {"heading": "One", "text": text})])
    for query in ("José", "jose", "GONZALEZ", "O’Brien", "O'Brien", "obrien", "L’Ouverture"):
        assert links(client, query) == ["/jose/"], query


def test_a_profile_is_indexed_in_its_own_language_whoever_saves_it(client):
    page = SchoolPage.objects.get(school__slug="tennenbaum", locale__language_code="en")
    with translation.override("es"):
        page.school.save()
    assert "/schools/tennenbaum/" in links(client, "tennenbaum high school closed")


def test_changes_of_the_register_change_the_results(client):
    page = profile()
    page.school.name = "Alliance Zephyr Academy"
    page.school.campus.street = "77 Quixote Avenue"
    page.school.campus.save()
    page.school.former_names = [FormerName(name="Zanzibar Academy")]
    page.school.record_links = [SchoolStateRecord(record=StateRecord.objects.create(cds_code="1" * 14, name="Xylo"))]
    page.school.recognitions = [Recognition(title="Zebra Medal", year=2020, source="A newspaper")]
    page.school.save()
    path = f"/schools/{page.slug}/"
    assert not [query for query in ("Zephyr", "Quixote", "Zanzibar", "1" * 14) if path not in links(client, query)]
    assert "Recognition: Zebra Medal (2020)" in words(search(client, "zebra"))
    record = StateRecord.objects.get(cds_code="1" * 14)
    record.cds_code = "2" * 14
    record.save()
    assert path in links(client, "2" * 14)
    page.school.former_names.all()[0].delete()
    page.school.recognitions.all()[0].delete()
    assert links(client, "Zanzibar") == links(client, "zebra") == []
    page.unpublish()
    assert links(client, "Zephyr") == []


def test_words_on_different_pages_find_the_closest_pages(client):
    assert "/mission/equity/" in links(client, "equity zzzzzz")
    assert search(client, "equity zzzzzz").context["answer"].is_loose


def test_without_words_or_results_or_with_any_page_number_there_is_a_page_that_search_engines_leave_out(client):
    home().add_child(instance=Page(title="Quagga", slug="quagga"))
    assert "/quagga/" in links(client, "Quagga")  # a plain page is no error
    for query in ("", "   ", "zzzzzz"):
        page = assert_valid(search(client, query))
        assert "noindex" in page.find("meta", {"name": "robots"})["content"]
    assert links(client, "zzzzzz") == []
    for number in ("0", "-1", "999", "x", ""):
        search(client, "school", page=number)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=TYPED, page=st.one_of(st.just("1"), st.text(max_size=5)))
def test_any_text_is_answered(client, query, page):
    search(client, query.encode("utf-8", "replace").decode(), page=page.encode("utf-8", "replace").decode())


# Languages


def test_a_spanish_word_finds_its_other_forms_on_spanish_pages_first(client):
    for query, path in cases(__file__, "found_in_spanish.csv"):
        response = search(client, query, SPANISH)
        assert path in links_of(response), query
        assert not soup(response).select("ol.results[lang]"), query
    marked = {mark.get_text().lower() for mark in soup(search(client, "inscripciones", SPANISH)).select("mark")}
    assert "inscripción" in marked
    assert {path.startswith("/es/") for path in links(client, "Merkin")} == {False}
    assert {path.startswith("/es/") for path in links(client, "Merkin", SPANISH)} == {True}
    for query, english, in_spanish in (("graduasion", "graduation", "graduacion"), ("para", "", "")):
        assert search(client, query).context["answer"].meant == english
        assert search(client, query, SPANISH).context["answer"].meant == in_spanish


def test_a_spanish_document_is_found_by_other_forms_of_its_words(client):
    file = ContentFile(b"%PDF-1.4", name="vacunas.pdf")
    document = SiteDocument.objects.create(title="Vacunas obligatorias", file=file)
    for query in ("obligatorio", "vacunación obligatoria", "Vacunas obligatorias"):
        assert document.url in links(client, query, SPANISH), query
        assert document.url in links(client, query)


@pytest.mark.parametrize("query", ["inscripciones", "solicitud", "las inscripciones para 2027"])
def test_a_spanish_question_on_the_english_page_finds_the_spanish_page(client, query):
    response = search(client, query)
    page = assert_valid(response)
    assert page.select_one("ol.results")["lang"] == "es"
    assert links_of(response)[0] == "/es/inscripcion/"
    assert page.select_one(".reply")["lang"] == "es"
    assert "Only pages in another language match" in words(response)


def test_an_english_question_on_the_spanish_page_finds_the_english_page_and_a_spanish_answer(client):
    page = soup(search(client, "how do I enroll my child", SPANISH))
    assert page.select_one("ol.results")["lang"] == "en"
    assert page.select_one(".reply")["lang"] == "es"
    assert "Solo hay páginas en otro idioma" in page.get_text()


def test_the_index_is_the_same_when_rebuilt(client):
    call_command("update_index", verbosity=0)
    assert "/es/inscripcion/" in links(client, "solicitudes", SPANISH)
    assert "/about/" in links(client, "graduations")


# Spelling


def test_a_typo_is_corrected_named_and_marked(client):
    for query, meant, path in cases(__file__, "typos.csv"):
        response = search(client, query)
        page = assert_valid(response)
        assert path in links_of(response), query
        assert f"No results for “{query}”. Showing results for “{meant}”." in words(response)
        assert page.find("input", {"name": "q"})["value"] == query
        assert {mark.get_text().lower() for mark in page.select("mark")} & {*meant.split()}
    assert "These pages may help:" in words(search(client, "eqity tennenbaum"))


def test_known_words_stop_words_short_words_and_numbers_are_not_corrected(client):
    standard("The hour of the zebra")
    for query in (
        *("graduations", "commitments", "Equity", "who we are", "college-ready", "0645", "abe", "90045123"),
        *("camión", "already", "teacher", "lost", "tarea", "sylmar", "lonche"),  # real words, a place, a search word
    ):
        assert search(client, query).context["answer"].meant == "", query
    assert search(client, "your zebro").context["answer"].meant == "your zebra"


def test_new_words_are_known_at_once_without_their_accents_and_go_with_their_page(client):
    page = standard("Matrícula")
    assert links(client, "matricual") == links(client, "MATRÍCUAL") == ["/matricula/"]
    assert search(client, "matricual").context["answer"].meant == "matricula"
    page.delete()
    assert links(client, "matricual") == []


@pytest.mark.parametrize("how", HIDDEN)
def test_words_of_private_pages_are_never_offered(client, how):
    hidden("Quokka", how)
    for query in ("quoka", "quokka", "quokka graduation"):
        assert not search(client, query).context["answer"].meant
        if how != "other language":  # those are found as typed
            assert "quokka/" not in " ".join(links(client, query))


@pytest.mark.parametrize(
    ("one", "other", "edits"), [("milt", "milt", 0), ("resler", "ressler", 1), ("wtats", "watts", 1), ("abc", "xyz", 3)]
)
def test_typos_are_counted_and_longer_words_may_have_more(one, other, edits):
    assert edits_between(one, other, 3) == edits_between(other, one, 3) == edits
    assert [edits_allowed(word) for word in ("abc", "abcd", "abcdef", "abcdefg", "abc4efgh")] == [0, 1, 1, 2, 0]


@pytest.mark.parametrize(("text", "query", "found"), cases(__file__, "marked.csv"))
def test_words_are_marked_without_regard_to_accents_capitals_and_plurals(text, query, found):
    assert "|".join(piece for piece, hit in marked(text, query) if hit) == found
    assert "".join(piece for piece, _hit in marked(text, query)) == text


@pytest.mark.parametrize(
    "text",
    [
        "start " * 200 + "school " + "after " * 200,
        "school " + "word" * 25 + " schooling " + "tail " * 2000,
        "school " + "word " * 26 + "schools " + "tail " * 2000,  # the second match ends beyond the available space
        "school " * 2000,
        "school" + "s" * 5000 + " tail" * 2000,
        "head " * 2000 + "school" + "s" * 5000 + " tail" * 2000,
    ],
)
def test_a_long_text_is_cut_around_the_first_word_that_was_asked_for_with_any_number_of_hits(text):
    ((_label, pieces),) = excerpts([("", text)], "school")
    shown = "".join(piece for piece, _hit in pieces)
    assert any(piece.startswith("school") for piece, hit in pieces if hit)
    assert shown.startswith("…") or text.startswith("school")
    assert shown.endswith("…")
    assert len(shown) < 4 * AROUND


def test_only_parts_with_a_word_of_the_search_are_quoted_and_not_more_than_two():
    parts = [("Address", "1 Main Street"), ("Phone", "555-0100"), ("", "main"), ("", "main again")]
    assert [label for label, _pieces in excerpts(parts, "main")] == ["Address", ""]


@pytest.mark.parametrize(("query", "href", "said"), cases(__file__, "reasons.csv"))
def test_the_page_of_results_says_why(client, query, href, said):
    page = assert_valid(search(client, query))
    result = page.select_one(".results").find("a", href=href).find_parent("li")
    assert said in " ".join(result.get_text().split())
    assert result.find("mark")
