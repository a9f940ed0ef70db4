"""What a question is about: the answer with the most votes of its words, or none."""

import csv
from collections import Counter

import pytest
from django.conf import settings
from django.core.management import call_command

from alliance_site.first_content import files
from alliance_site.management.commands.learn_questions import digest
from pages.content_cache import in_content
from schools.finder.classifier import classifier
from schools.finder.ear import sound_of
from schools.finder.folding import fold
from schools.finder.language import read
from schools.finder.replies import unanswered
from schools.finder.topics import NO_ANSWER
from schools.models import Answer, Meaning, Synonym
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


def test_what_was_learned_is_of_the_questions_and_phrases_that_are_here():
    assert classifier().digest == digest(), "Run manage.py learn_questions."
    assert {*classifier().answers} == {*Answer.objects.values_list("key", flat=True)} | NO_ANSWER


@pytest.mark.parametrize("phrase", ["chess boxing", "is there a day when we all play zug chess"])
def test_a_phrase_that_staff_add_is_heard_at_once_whatever_was_learned(phrase):
    Synonym.objects.create(phrase=phrase, folded=phrase, meaning=Meaning.ANSWER, value="jobs")
    assert read(phrase).answers[0] == "jobs"


def test_an_answer_that_staff_delete_is_no_longer_heard():
    Answer.objects.filter(key="bus").delete()
    reading = read("when does the late bus leave")
    assert "bus" not in [*reading.answers, reading.guess]


def test_a_sentence_of_four_words_or_more_that_nothing_answers_says_so():
    assert [len(unanswered(text)) for text in ("zorp frim blat", "zorp frim blat quux")] == [0, 1]


def test_a_network_learns_its_own_questions_and_without_them_hears_its_phrases(settings, tmp_path, monkeypatch):
    settings.CONTENT = tmp_path / "new"
    assert classifier().votes(["bus"]) == {}
    assert read("bus").answers == ["bus"]
    settings.CONTENT = tmp_path
    monkeypatch.setattr(files, "CONTENT", tmp_path)
    (tmp_path / "finder").mkdir()
    questions = ["does the bus stop here,bus", "is the bus late,bus", "is lunch free,meals", "when is lunch,meals"]
    rows = "\n".join(["question,answer", *questions, "schools near me,schools"])
    (tmp_path / "finder/questions.csv").write_text(rows)
    (tmp_path / "finder/synonyms.csv").write_text("phrase,meaning,value,language\nsnack,answer,meals,en\n")
    call_command("learn_questions")
    votes = classifier().votes(["lunsh"])
    assert sum(votes["meals"]) > sum(votes["bus"])
    assert read("where does the late bus go").answers == ["bus"]
