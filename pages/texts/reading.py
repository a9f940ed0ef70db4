"""How easy a text is to read: as a US school grade in English (Flesch–Kincaid), on the INFLESZ scale in Spanish.

A language without an entry in `SCALES` is not measured. Libraries do one of the two languages, or need a download.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

SHOWN = 3  # hardest sentences
LONGEST = 200_000  # characters that are measured in less than a second: many times our longest page
HEADINGS, BLOCKS = re.compile(r"h[1-6]$"), re.compile(r"<(?:p|li|br)\b", re.IGNORECASE)
ENDS, CLOSING = tuple(".!?:…"), "”’\"'»)]"
WORD = re.compile(r"[^\W\d_ªº]+(?:[’'-][^\W\d_ªº]+)*")  # without the ordinals of 6.º and 1.ª

ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
ENGLISH_SILENT = re.compile(r"(?<=[^aeiouyl])e(?=\b)|(?<=[^td])ed\b|(?<=[^scxz])es\b")

SPANISH_SILENT = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéí])|(?<!c)h")
SPANISH_VOWEL_Y = re.compile(r"y(?![aeiouáéíóú])")
# A syllable has one strong vowel (an accent makes i and u strong) with the weak ones around it, or weak ones only.
SPANISH_NUCLEUS = re.compile(r"[iuü]?[aeoáéíóú][iuü]?|[iuü]+")


def english_syllables(word: str) -> int:
    """Return the number of vowel groups without silent endings; at least 1."""
    return max(1, len(ENGLISH_VOWELS.findall(ENGLISH_SILENT.sub("", word.lower()))))


def spanish_syllables(word: str) -> int:
    """Return the number of syllables as spelling divides them: “ciu-dad”, “dí-a”, “que”; at least 1."""
    vowels = SPANISH_VOWEL_Y.sub("i", SPANISH_SILENT.sub("", word.lower()))
    return max(1, len(SPANISH_NUCLEUS.findall(vowels)))


@dataclass(frozen=True)
class Sentence:
    text: str
    words: int
    syllables: int


@dataclass(frozen=True)
class Scale:
    """A readability formula: `base` + `length` × words per sentence + `word` × syllables per word."""

    name: str
    aim: float
    most: float  # end of the meter
    base: float
    length: float
    word: float
    syllables: Callable[[str], int]

    @property
    def rises(self) -> bool:
        """Whether a higher score means a harder text."""
        return self.word > 0

    def score(self, sentences: list[Sentence]) -> float:
        words = sum(sentence.words for sentence in sentences)
        syllables = sum(sentence.syllables for sentence in sentences)
        return self.base + self.length * words / len(sentences) + self.word * syllables / words

    def excess(self, score: float) -> float:
        """Return how far a score is on the hard side of the aim; negative on the easy side."""
        return score - self.aim if self.rises else self.aim - score


SCALES = {
    "en": Scale(_("Grade"), 8, 16, -15.59, 0.39, 11.8, english_syllables),
    "es": Scale("INFLESZ", 60, 100, 206.835, -1, -62.3, spanish_syllables),
}


@dataclass(frozen=True)
class Reading:
    """The score of a text, and its sentences that miss the aim by the most words, the worst first."""

    scale: Scale
    score: float
    hardest: list[str]

    @property
    def is_easy(self) -> bool:
        return self.scale.excess(self.score) <= 0


def measure(html: str, language: str) -> Reading | None:
    """Return the reading of HTML without its headings; None if it has no words or its language has no scale."""
    scale = SCALES.get(language)
    texts = [(text, WORD.findall(text)) for text in _sentences(_text(html[:LONGEST]))] if scale else []
    sentences = [Sentence(text, len(words), sum(map(scale.syllables, words))) for text, words in texts if words]
    if not sentences:
        return None
    excess = {sentence: sentence.words * scale.excess(scale.score([sentence])) for sentence in sentences}
    hard = sorted((sentence for sentence in excess if excess[sentence] > 0), key=excess.get, reverse=True)
    score = max(0.0, round(scale.score(sentences), 1))
    return Reading(scale, score, [sentence.text for sentence in hard[:SHOWN]])


def paragraph(text: str) -> str:
    """Return a plain text as HTML; empty if it does not end like a sentence, as most titles and labels."""
    return f"<p>{escape(text)}</p>" if _is_sentence(text) else ""


def _text(html: str) -> str:
    """Return the text outside headings: one paragraph, list item, or broken line per line."""
    soup = BeautifulSoup(BLOCKS.sub(r"\n\g<0>", html), "html.parser")
    while heading := soup.find(HEADINGS):
        heading.decompose()
    return unicodedata.normalize("NFC", soup.get_text())


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text. Each line ends one."""
    for line in text.splitlines():
        tokens: list[str] = []
        for token in line.split():
            tokens.append(token)
            if _is_sentence(token) and not _is_initial(WORD.findall(token)):
                yield " ".join(tokens)
                tokens = []
        yield " ".join(tokens)


def _is_initial(words: list[str]) -> bool:
    """Return whether these are letters with a period, as in “8 a. m.” and “Ted K. Tajima”."""
    return bool(words) and all(len(word) == 1 for word in words)


def _is_sentence(text: str) -> bool:
    return text.rstrip().rstrip(CLOSING).endswith(ENDS)
