"""Read ages and grades: “mi hijo de 11 años” is grade 6, “7mo grado” and “rising 9th grader” are grades.

The words around them are in numbers.yaml.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

NUMBER = re.compile(r"^(\d{1,2})(st|nd|rd|th|ero|ro|er|do|to|mo|avo|vo|no|o|a)?$")
AGE = re.compile(r"^(\d{1,2})(yo|yr|yrs|y)$")
WORDS = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
ORDINALS, CARDINALS, BEFORE_LEVELS = WORDS["ordinals"], WORDS["cardinals"], WORDS["before_levels"]
LISTS = ("years", "before_an_age", "grade", "of_a_child", "between", "children", "into", "streets")
YEARS, BEFORE_AN_AGE, GRADE, OF_A_CHILD, BETWEEN, CHILDREN, INTO, STREETS = ({*WORDS[name]} for name in LISTS)
LAST_OF_LEVEL, LAST_GRADE = 3, 12
YOUNGEST, OLDEST = 3, 19
LOWEST_AGE = 9  # a smaller number counts as an age only with “years”


@dataclass(frozen=True)
class Schooling:
    """A grade that a text names, or the usual grade at the `age` it names. `length` is in words."""

    length: int
    grade: int
    age: int | None = None


def schooling_at(words: list[str], index: int) -> Schooling | None:
    """Return the age or grade that starts at the folded word `words[index]`."""
    word, following = words[index], [*words[index + 1 : index + 5], "", "", "", ""]
    if match := AGE.match(word):
        return _of_age(int(match[1]), 1)
    number, is_ordinal = _number(word)
    if number and len(words) == 1 and not is_ordinal:
        return Schooling(1, number) if number <= LAST_GRADE else _of_age(number, 1)
    if number is not None:
        if number <= LAST_OF_LEVEL and (schooling := _in_level(number, following)):
            return schooling
        old = 1 if following[1] == "old" else 0
        if following[0] in GRADE:
            return Schooling(2, number)
        if following[0] in YEARS and not is_ordinal:
            return _of_age(number, 2 + old)
        if following[0] in YEARS:
            return Schooling(2, number)  # “sexto año”
        if is_ordinal and following[0] not in STREETS and _is_about_a_child(words, index):
            return Schooling(1, number)
        is_of_a_child = index > 0 and words[index - 1] in OF_A_CHILD and not CHILDREN.isdisjoint(words)
        if is_of_a_child and not is_ordinal and number >= LOWEST_AGE:
            return _of_age(number, 1)
    gap = 2 if following[0] in BETWEEN else 1
    number, is_ordinal = _number(following[gap - 1])
    if number is not None and word in GRADE and following[gap] not in YEARS:
        return Schooling(1 + gap, number)
    if number is not None and word in BEFORE_AN_AGE and not is_ordinal and following[gap] not in GRADE:
        is_said = following[gap] in YEARS
        if is_said or number >= LOWEST_AGE:
            return _of_age(number, 1 + gap + is_said + (is_said and following[gap + 1] == "old"))
    return None


def _in_level(number: int, following: list[str]) -> Schooling | None:
    """Return the grade of a year within a level: “tercero de secundaria”, “primer año de bachillerato”."""
    skipped = 0
    if following[skipped] in YEARS | GRADE:
        skipped += 1
    if following[skipped] == "de":
        skipped += 1
    before = BEFORE_LEVELS.get(following[skipped])
    return Schooling(2 + skipped, before + number) if before else None


def _number(word: str) -> tuple[int | None, bool]:
    """Return the number that a word is, and whether it is an ordinal."""
    if match := NUMBER.match(word):
        return int(match[1]), bool(match[2])
    if word in ORDINALS:
        return ORDINALS[word], True
    return CARDINALS.get(word), False


def _of_age(age: int, length: int) -> Schooling | None:
    """Return the usual grade at this age: at 11, grade 6. Older scholars finish grade 12."""
    return Schooling(length, min(age - 5, LAST_GRADE), age) if YOUNGEST <= age <= OLDEST else None


def _is_about_a_child(words: list[str], index: int) -> bool:
    is_about_a_child = not CHILDREN.isdisjoint(words)
    if _number(words[index])[0] < 6:  # “5th” alone is rather a street
        return is_about_a_child and words[index - 1] in INTO | OF_A_CHILD
    return len(words) == 1 or is_about_a_child or (index > 0 and words[index - 1] in INTO)
