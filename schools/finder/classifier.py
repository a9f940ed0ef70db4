"""Tell what a question is about by all its words, as learned from questions written as families ask them.

A linear classifier, one answer against all others, over words, two words next to each other, and the runs of letters in
each word, so that a misspelled word still tells. `manage.py learn_questions` learns it from `content/finder` and stores
it there, in `questions.model`. A network without this file has only its search phrases.
"""

import json
from array import array
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from operator import add
from pathlib import Path

import brotli
from django.conf import settings

FILE = "finder/questions.model"
SHORTEST_RUN, LONGEST_RUN = 3, 5  # letters


def features_of(words: list[str]) -> dict[str, int]:
    """Return what folded `words` have: words, pairs, and runs of letters, each with the index of its (last) word."""
    features: dict[str, int] = {}
    for index, word in enumerate(words):
        for feature in (word, *_runs(f" {word} ")):
            features.setdefault(feature, index)
    for index, pair in enumerate(pairwise(words), 1):
        features.setdefault("+".join(pair), index)
    return features


def _runs(word: str) -> Iterator[str]:
    lengths = range(SHORTEST_RUN, LONGEST_RUN + 1)
    return (f"#{word[start : start + length]}" for length in lengths for start in range(len(word) - length + 1))


class Classifier:
    """The answers, and how much each feature tells for or against each of them: one byte each, in units of `scale`.

    `rarities`: how rare each feature is, 1 if all questions have it. `digest`: of what it was learned from.
    """

    def __init__(self, header: dict, weights: bytes):
        self.digest, self.answers = header.get("digest", ""), header.get("answers", [])
        self._biases, self._scale = header.get("biases", []), header.get("scale", 0)
        self._rows = {feature: row for row, feature in enumerate(header.get("features", []))}
        self._rarities = array("f", header.get("rarities", []))
        self._weights = memoryview(weights).cast("b")

    def votes(self, words: list[str]) -> dict[str, list[float]]:
        """Return the votes of each folded word for each answer; their sum is about 1 for a right one, else about -1."""
        width, sums, square = len(self.answers), [[0] * len(self.answers) for _word in words], 0.0
        for feature, index in features_of(words).items():
            if (row := self._rows.get(feature)) is not None:
                sums[index] = list(map(add, sums[index], self._weights[row * width : (row + 1) * width]))
                square += self._rarities[row] ** 2
        unit = self._scale / sqrt(square or 1)
        rows = zip(self.answers, self._biases, zip(*sums, strict=True), strict=False)
        return {key: [unit * of_word + bias / len(words) for of_word in of_answer] for key, bias, of_answer in rows}


def classifier() -> Classifier:
    """Return the classifier of this network, which each process reads once."""
    return _of(settings.CONTENT / FILE)


@lru_cache(maxsize=1)
def _of(path: Path) -> Classifier:
    contents = brotli.decompress(path.read_bytes()) if path.exists() else b"{}\n"
    header, weights = contents.split(b"\n", 1)
    return Classifier(json.loads(header), weights)
