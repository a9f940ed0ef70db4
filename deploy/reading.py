"""Measures how hard the pages for families are to read, in school grades (Flesch–Kincaid), for `make check`.

usage: python -m deploy.reading; fails if a page of `PAGES` is above grade `MOST`.
"""

import re
import sys
from pathlib import Path

import frontmatter
from bs4 import BeautifulSoup
from markdown import markdown

CONTENT = Path(__file__).parents[1] / "content" / "pages"
PAGES = ("home", "enroll", "schools", "standard/contact", "standard/privacy")
MOST = 8.0
STAFF = re.compile(r"^\?\? *.+?\|", re.MULTILINE)  # questions for staff in front of what families read
SENTENCE = re.compile(r"[.!?:]+(?=\s|$)|\n")
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
VOWELS = re.compile(r"[aeiouy]+", re.IGNORECASE)
SILENT = re.compile(r"(?<=[^aeiouyl])e(?=\b)|(?<=[^td])ed\b|(?<=[^scxz])es\b", re.IGNORECASE)


def text_of(post: frontmatter.Post) -> str:
    """Return what families read of a page: the summary and lead, then the paragraphs and list items, one per line."""
    soup = BeautifulSoup(markdown(STAFF.sub("", post.content)), "html.parser")
    paragraphs = [" ".join(block.get_text(" ").split()) for block in soup.find_all(["p", "li"])]
    return "\n".join(filter(None, [post.get("summary"), post.get("lead"), *paragraphs]))


def grade(text: str) -> float:
    """Return the Flesch–Kincaid grade of `text`; 0 without words."""
    sentences = [words for part in SENTENCE.split(text) if (words := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0
    syllables = sum(map(syllables_of, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def syllables_of(word: str) -> int:
    """Return the number of vowel groups in an English word, without silent endings; at least 1."""
    return max(1, len(VOWELS.findall(SILENT.sub("", word))))


def main() -> int:
    grades = {name: grade(text_of(frontmatter.load(CONTENT / f"{name}.md"))) for name in PAGES}
    hard = [f"{name} ({value:.1f})" for name, value in grades.items() if value > MOST]
    if hard:
        sys.stdout.write(f"Above grade {MOST:g}: {', '.join(hard)}. Use shorter sentences and words.\n")
    return bool(hard)


if __name__ == "__main__":
    sys.exit(main())
