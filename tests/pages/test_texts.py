"""A field holds a text in each language; what is missing is in the main one."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from pages.models import Announcement
from pages.templatetags.site import linked
from pages.texts import Texts, TextsComparison, TextsFormField

CALLS = """Call <a href="tel:911">911</a> or <a href="tel:+12135550100">(213) 555-0100</a>, not 9110: &lt;b&gt;"""
FIELD = Announcement._meta.get_field("text")


def test_phone_numbers_in_a_plain_text_can_be_tapped_but_stay_as_they_are_inside_an_address():
    address = "https://example.org/911"
    html = linked(f"Call 911 or (213) 555-0100, not 9110: <b> {address}")
    assert html == f'{CALLS} <a href="{address}">{address}</a>'


def test_readers_get_the_text_in_their_language_or_else_in_the_main_one():
    texts = Texts({"en": "Closed", "es": "Cerrado"})
    answers = {language: texts.text_for(language) for language in ("en", "es", "ko")}
    assert answers == {"en": ("Closed", "en"), "es": ("Cerrado", "es"), "ko": ("Closed", "en")}
    with override("es"):
        assert str(texts) == "Cerrado"
    assert (texts.missing, texts.languages) == ([], "English, Spanish")
    assert (Texts({"en": "a", "es": ""}).missing, Texts({}).languages) == (["Spanish"], "")
    assert Announcement(text="Closed").text == {"en": "Closed"}
    assert Announcement().text.text_for("es") == ("", "en")


def test_a_form_requires_only_the_main_language():
    field, optional = TextsFormField(), TextsFormField(required=False)
    assert field.clean(["Closed", " Cerrado "]) == {"en": "Closed", "es": "Cerrado"}
    assert field.clean(["Closed", ""]) == {"en": "Closed"}
    assert optional.clean(["", ""]) == {}
    for missing in (["", "Cerrado"], [None, None]):
        with pytest.raises(ValidationError):
            field.clean(missing)


@pytest.mark.parametrize("text", ["x" * 201, "a\x00b"])
def test_a_text_that_cannot_be_is_refused_by_its_language(text):
    with pytest.raises(ValidationError, match="Spanish: "):
        FIELD.clean({"en": "Closed", "es": text}, Announcement())


def test_versions_are_compared_in_each_language():
    before, after = (Announcement(text={"en": "Closed", "es": text}) for text in ("Cerrado", "<Abierto>"))
    html = TextsComparison(FIELD, before, after).htmldiff()
    assert html.startswith("<p>English: Closed</p><p>Spanish: ")
    assert "&lt;Abierto&gt;" in html
