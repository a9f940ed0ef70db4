"""Learn what questions are about, for `schools.finder.classifier`. It needs scikit-learn, unlike the site."""

import json
from hashlib import sha256
from importlib.util import find_spec

import brotli
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alliance_site.first_content.files import csv_rows
from schools.finder.classifier import FILE, features_of
from schools.finder.folding import words_of
from schools.finder.models import ANSWERING
from toolkit.atomic_files import replacing

QUESTIONS, PHRASES = "finder/questions.csv", "finder/synonyms.csv"
LEAST = 2  # questions that have a feature
FEWEST_ANSWERS = 3
OF_QUESTION, OF_PHRASE = 2.0, 1.0  # how much an example counts
STRICTNESS, LARGEST = 0.5, 127


class Command(BaseCommand):
    help = "Learn what questions are about, from questions.csv and synonyms.csv in content/finder."

    def handle(self, **options):
        rows = examples()
        if len({key for _text, key, _importance in rows}) < FEWEST_ANSWERS:
            raise CommandError(f"{QUESTIONS} needs questions for at least {FEWEST_ANSWERS} answers.")
        if find_spec("sklearn") is None:
            raise CommandError("scikit-learn is not installed. Run make development first.")
        texts, keys, importances = zip(*rows, strict=True)
        self.stdout.write(f"Learning from {len(texts):,} questions and phrases (about a minute)")
        header, weights = learned(texts, keys, importances)
        path = settings.CONTENT / FILE
        text = json.dumps(header | {"digest": digest()}, ensure_ascii=False)
        with replacing(path) as fresh:
            fresh.write_bytes(brotli.compress(text.encode() + b"\n" + weights))
        self.stdout.write(f"Stored {len(header['features']):,} features of {len(header['answers'])} answers in {path}.")
        self.stdout.write("Restart the site.")


def digest() -> str:
    """Return the digest of all examples, and of how they are learned."""
    how = (LEAST, STRICTNESS, LARGEST, features_of(["two", "words"]))
    return sha256(repr((examples(), how)).encode()).hexdigest()


def examples() -> list[tuple[str, str, float]]:
    """Return the questions and phrases, each with the key of its answer and how much it counts."""
    questions = [(row["question"], row["answer"], OF_QUESTION) for row in csv_rows(QUESTIONS)]
    phrases = (row for row in csv_rows(PHRASES) if row["meaning"] in ANSWERING)
    return questions + [(row["phrase"], row["value"], OF_PHRASE) for row in phrases]


def learned(texts: tuple[str, ...], keys: tuple[str, ...], importances: tuple[float, ...]) -> tuple[dict, bytes]:
    """Return what `Classifier` takes."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    vectors = TfidfVectorizer(analyzer=lambda text: [*features_of(words_of(text))], min_df=LEAST, binary=True)
    machine = LinearSVC(C=STRICTNESS, random_state=0)
    machine.fit(vectors.fit_transform(texts), keys, sample_weight=importances)
    votes = machine.coef_.T * vectors.idf_[:, None]
    scale = abs(votes).max() / LARGEST
    header = {
        "answers": [*machine.classes_],
        "biases": [float(bias) for bias in machine.intercept_.round(4)],
        "features": [*vectors.get_feature_names_out()],
        "rarities": [float(rarity) for rarity in vectors.idf_.round(2)],
        "scale": float(scale),
    }
    return header, (votes / scale).round().astype("int8").tobytes()
