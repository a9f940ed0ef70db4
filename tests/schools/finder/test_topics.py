"""What a question is about: the answer with the most of its words, or none."""

import csv
from collections import Counter

import pytest
from django.conf import settings

from pages.content_cache import in_content
from schools.finder.ear import sound_of
from schools.finder.folding import fold
from schools.finder.language import read
from tests.cases import cases
from toolkit.published_copy.models import content_version

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept():
    with in_content(content_version):
        yield


@pytest.mark.parametrize(("text", "answers", "_because"), cases(__file__, "topics.csv"))
def test_the_answer_with_the_most_of_the_words_wins(text, answers, _because):
    assert read(text).answers == answers.split()


def test_the_search_phrases_of_the_first_content_are_each_there_once():
    with (settings.CONTENT / "finder" / "synonyms.csv").open(encoding="utf-8", newline="") as file:
        phrases = Counter(fold(row["phrase"]) for row in csv.DictReader(file))
    assert not [phrase for phrase, times in phrases.items() if times > 1]


def test_a_real_word_or_a_name_is_never_read_as_another_and_a_name_sounds_as_spanish_ears_hear_it():
    assert read("teacher lost tarea camión camion already watts merkin slauson").spelled == {}
    assert read("kiero unifrom").spelled == {"kiero": "quiero", "unifrom": "uniform"}
    pairs = {"jerts resler": "gertz ressler", "jaid park": "hyde park", "estern": "stern", "blumfil": "bloomfield"}
    for typed, name in pairs.items():
        assert sound_of(typed) == sound_of(name, is_english=True), typed
    assert sound_of("compton") != sound_of("carson", is_english=True)
