"""How easy a text is to read: known values, hostile texts, and the meter in the editor."""

import re
import time

import frontmatter
import pytest
from markdown import markdown

from pages.texts.reading import LONGEST, english_syllables, measure, paragraph, spanish_syllables
from tests.cases import cases
from tests.ground.programs import ROOT
from tests.html import soup
from tests.pages.forms import edit_url

FOR_FAMILIES = ("enroll", "home", "schools", "standard/accessibility", "standard/contact", "standard/privacy")
FOR_STAFF = re.compile(r"^\?\? *.+?\|", re.MULTILINE)  # questions for staff in front of what families read
EASY = {"en": "Call the school. It has a form.", "es": "Llame a la escuela. Tiene una forma."}
HARD = {
    "en": "Administrative responsibilities necessitate organizational collaboration.",
    "es": "La responsabilidad administrativa corresponde exclusivamente a las autoridades educativas.",
}


@pytest.mark.parametrize(
    ("language", "text", "score"),
    [
        # 13 words, 24 syllables: Wikipedia gives grade 11.3.
        ("en", "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 11.3),
        # 12 words, 21 syllables
        ("es", "Los estudiantes llegan a la escuela a las ocho de la mañana.", 85.8),
        # two sentences, 11 words, 17 syllables: an abbreviation ends none
        ("es", "La reunión es a las 7:30 a. m. en la escuela. ¡Inscríbase!", 105.1),
    ],
)
def test_known_texts_have_their_known_score(language, text, score):
    assert measure(text, language).score == pytest.approx(score, abs=0.1)


@pytest.mark.parametrize(("language", "count", "words"), cases(__file__, "syllables.csv"))
def test_words_have_the_syllables_of_their_spelling(language, count, words):
    syllables = {"en": english_syllables, "es": spanish_syllables}[language]
    assert {word: syllables(word) for word in words.split()} == dict.fromkeys(words.split(), int(count))


def test_headings_and_labels_are_no_sentences_and_items_are():
    assert paragraph("Choose your schools") == ""
    assert paragraph("“We can.”") == "<p>“We can.”</p>"
    items = "<h2>Responsibilities</h2><ul><li>Call us</li><li>Come<ul><li>by bus</li></ul></li></ul>"
    assert measure(items, "en") == measure("Call us\nCome\nby bus", "en")
    for html in ("", "<p></p>", "123 … 4!", "<h2>Only a heading.</h2>"):
        assert measure(html, "en") is measure(html, "es") is None
    assert measure("Bonjour.", "fr") is None


@pytest.mark.parametrize("language", HARD)
def test_the_hardest_sentences_are_named_the_worst_first(language):
    reading = measure(f"<p>{EASY[language]} {HARD[language]}</p>", language)
    assert reading.hardest == [HARD[language]]
    assert not reading.is_easy
    assert measure(EASY[language], language).hardest == []


def test_a_huge_text_takes_moments():
    for piece in ("a-", '."', "a.\n", "e\u0301", "<ul><li>", "<h2>a", "<!--", "<a b"):
        for language in EASY:
            start = time.process_time()
            measure(piece * (10 * LONGEST), language)
            assert time.process_time() - start < 3, (piece, language)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "scale", "aim"), [("en", "Grade", "high=8"), ("es", "INFLESZ", "low=60")])
def test_the_editor_shows_the_level_of_the_saved_draft_in_the_language_of_the_page(
    sign_in, contact, language, scale, aim
):
    editor = sign_in("Publisher")
    page = contact.get_translations(inclusive=True).get(locale__language_code=language)

    def panel(text):
        page.body = [("section", {"heading": "Responsibilities", "text": f"<p>{text}</p>"})]
        page.summary = "Call us."
        page.save_revision()
        return soup(editor.get(edit_url(page))).select_one("[data-side-panel=checks] .reading")

    easy = panel(EASY[language])
    assert "easy to read" in easy.get_text()
    assert scale in easy.get_text()
    assert easy.find("ul") is None
    hard = panel(HARD[language])
    assert "use shorter sentences and words" in hard.get_text()
    assert [item.get_text() for item in hard.select(f"ul[lang={language}] li")] == [HARD[language]]
    meter, (end, number) = hard.find("meter"), aim.split("=")
    assert (meter[end], meter["min"]) == (number, "0")
    assert hard.find(id=meter["aria-labelledby"]).get_text() == "Reading level"


@pytest.mark.parametrize(("language", "folder"), [("en", "pages"), ("es", "es/pages")])
def test_first_content_for_families_is_easy_to_read(language, folder):
    for name in FOR_FAMILIES:
        post = frontmatter.load(ROOT / "content" / folder / f"{name}.md")
        fields = [paragraph(post.get(field, "")) for field in ("summary", "lead", "promise", "quote")]
        reading = measure("".join(fields) + markdown(FOR_STAFF.sub("", post.content)), language)
        assert reading.is_easy, f"Make this shorter: {reading.hardest[0]}"
