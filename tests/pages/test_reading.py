"""How easy a text is to read: known values, hostile texts, and the meter in the editor."""

import re
import time

import frontmatter
import pytest
from markdown import markdown

from pages.models import StandardPage
from pages.texts.reading import LONGEST, english_syllables, measure, paragraph, spanish_syllables
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


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "que y muy rey pie guion"),
        (2, "ciudad día país leyes hay-que ahí búho cuota hacia"),
        (3, "guitarra vergüenza leído ahora hacía escuela inscripción prohíbe"),
        (4, "averigüéis estudiante educación vehículo aéreo"),
        (5, "universidad preparatoria ciudadanía"),
    ],
)
def test_spanish_words_have_the_syllables_of_their_spelling(count, words):
    assert {word: spanish_syllables(word) for word in words.split()} == dict.fromkeys(words.split(), count)


@pytest.mark.parametrize(("word", "count"), [("made", 1), ("table", 2), ("WORLD", 1), ("wanted", 2), ("schools", 1)])
def test_english_words_have_their_syllables(word, count):
    assert english_syllables(word) == count


def test_a_text_without_words_and_a_language_without_a_scale_are_not_measured():
    for html in ("", "<p></p>", "123 … 4!", "<h2>Only a heading.</h2>"):
        assert measure(html, "en") is measure(html, "es") is None
    assert measure("Bonjour.", "fr") is None


def test_headings_and_labels_are_no_sentences_and_items_are():
    assert paragraph("Choose your schools") == ""
    assert paragraph("“We can.”") == "<p>“We can.”</p>"
    items = "<h2>Responsibilities</h2><ul><li>Call us</li><li>Come<ul><li>by bus</li></ul></li></ul>"
    assert measure(items, "en") == measure("Call us\nCome\nby bus", "en")


@pytest.mark.parametrize("language", HARD)
def test_the_hardest_sentences_are_named_the_worst_first(language):
    reading = measure(f"<p>{EASY[language]} {HARD[language]}</p>", language)
    assert reading.hardest == [HARD[language]]
    assert not reading.is_easy
    assert measure(EASY[language], language).hardest == []


@pytest.mark.parametrize(
    "piece", ["a", "a-", ".", '."', "a.\n", "a ", "e\u0301", "<p>a</p>", "<ul><li>", "<h2>a", "<!--", "<a b", "&"]
)
@pytest.mark.parametrize("language", EASY)
def test_a_huge_text_takes_moments(language, piece):
    start = time.process_time()
    measure(piece * (10 * LONGEST), language)
    assert time.process_time() - start < 3


@pytest.fixture
def editor(db, sign_in):
    return sign_in("Publisher")


def panel(client, page):
    return soup(client.get(edit_url(page))).select_one("[data-side-panel=checks] .reading")


def save(page, text):
    page.body = [("section", {"heading": "Responsibilities", "text": f"<p>{text}</p>"})]
    page.summary = "Call us."
    page.save_revision()


@pytest.fixture(params=["en", "es"])
def contact(request, db):
    return (
        StandardPage.objects.get(slug="contact")
        .get_translations(inclusive=True)
        .get(locale__language_code=request.param)
    )


def test_the_editor_shows_the_level_of_the_saved_draft_in_the_language_of_the_page(editor, contact):
    language = contact.locale.language_code
    save(contact, EASY[language])
    easy = panel(editor, contact)
    assert "easy to read" in easy.get_text()
    assert ("Grade" if language == "en" else "INFLESZ") in easy.get_text()
    assert easy.find("ul") is None

    save(contact, HARD[language])
    hard = panel(editor, contact)
    assert "use shorter sentences and words" in hard.get_text()
    assert [item.get_text() for item in hard.select(f"ul[lang={language}] li")] == [HARD[language]]
    meter = hard.find("meter")
    aim = meter["high"] if language == "en" else meter["low"]
    assert (aim, meter["min"]) == ("8" if language == "en" else "60", "0")
    assert hard.find(id=meter["aria-labelledby"]).get_text() == "Reading level"


@pytest.mark.parametrize("name", FOR_FAMILIES)
@pytest.mark.parametrize("folder", ["pages", "es/pages"])
def test_first_content_for_families_is_easy_to_read(folder, name):
    post = frontmatter.load(ROOT / "content" / folder / f"{name}.md")
    fields = [paragraph(post.get(field, "")) for field in ("summary", "lead", "promise", "quote")]
    reading = measure(
        "".join(fields) + markdown(FOR_STAFF.sub("", post.content)), "es" if folder.startswith("es") else "en"
    )
    assert reading.is_easy, f"Make this shorter: {reading.hardest[0]}"
