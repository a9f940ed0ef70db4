"""Read ages and grades: “mi hijo de 11 años” is grade 6, “7mo grado” and “rising 9th grader” are grades."""

import re
from dataclasses import dataclass

NUMBER = re.compile(r"^(\d{1,2})(st|nd|rd|th|ero|ro|er|do|to|mo|avo|vo|no|o|a)?$")
AGE = re.compile(r"^(\d{1,2})(yo|yr|yrs|y)$")
ORDINALS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8},
    **{"ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12},
    **{"primer": 1, "primero": 1, "segundo": 2, "tercer": 3, "tercero": 3, "cuarto": 4, "quinto": 5, "sexto": 6},
    **{"septimo": 7, "octavo": 8, "noveno": 9, "decimo": 10, "undecimo": 11, "onceavo": 11, "duodecimo": 12},
    **{"doceavo": 12},
}
CARDINALS = {
    **{"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16},
    **{"seventeen": 17, "eighteen": 18, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14},
    **{"quince": 15, "dieciseis": 16, "diecisiete": 17, "dieciocho": 18},
}
# In Spanish-speaking countries, years count from the start of a level: “segundo de secundaria” is grade 8.
BEFORE_LEVELS = {"secundaria": 6, "basico": 6, "preparatoria": 9, "prepa": 9, "bachillerato": 9, "diversificado": 9}
LAST_OF_LEVEL = 3
YEARS = {"year", "years", "yr", "yrs", "yo", "ano", "anos", "anitos"}
BEFORE_AN_AGE = {
    *("age", "aged", "ages", "is", "turns", "turned", "turning"),
    *("edad", "tiene", "cumple", "cumplio", "cumplir"),
}
GRADE = {"grade", "grades", "grader", "graders", "grado", "grados", "gr"}
OF_A_CHILD = {"de", "are", "is"}  # “hijo de 12”, “twins are 12”
BETWEEN = {"de", "of", "a"}  # “edad de 11”, “grado de 7”
CHILDREN = {
    *("son", "sons", "daughter", "daughters", "child", "children", "kid", "kids", "boy", "girl", "student", "twins"),
    *("grandson", "granddaughter", "nephew", "niece", "teen", "estudiante", "alumno", "alumna"),
    *("hijo", "hija", "hijos", "hijas", "nino", "nina", "ninos", "ninas", "nieto", "nieta", "sobrino", "sobrina"),
    *("muchacho", "muchacha", "gemelos", "gemelas", "mijo", "mija", "joven"),
}
INTO = {
    *("in", "into", "entering", "enters", "starting", "starts", "rising", "for"),
    *("en", "entra", "entrar", "empieza", "pasa", "pasar"),
}
STREETS = {"street", "st", "avenue", "ave", "place", "pl", "and", "y", "calle"}
YOUNGEST, OLDEST = 3, 19
LOWEST_AGE = 9  # a smaller number counts as an age only with “years”


@dataclass(frozen=True)
class Schooling:
    """A grade that a text names, or the usual grade at the `age` it names. `length` is in words."""

    length: int
    grade: int
    age: int | None = None


def usual_grade(age: int) -> int:
    """Return the grade that most children of this age are in: at 11, grade 6. Older scholars finish grade 12."""
    return min(age - 5, 12)


def schooling_at(words: list[str], index: int) -> Schooling | None:
    """Return the age or grade that starts at the folded word `words[index]`."""
    word, following = words[index], [*words[index + 1 : index + 5], "", "", "", ""]
    if match := AGE.match(word):
        return _of_age(int(match[1]), 1)
    number, is_ordinal = _number(word)
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
    return Schooling(length, usual_grade(age), age) if YOUNGEST <= age <= OLDEST else None


def _is_about_a_child(words: list[str], index: int) -> bool:
    is_about_a_child = not CHILDREN.isdisjoint(words)
    if _number(words[index])[0] < 6:  # “5th” alone is rather a street
        return is_about_a_child and words[index - 1] in INTO | OF_A_CHILD
    return len(words) == 1 or is_about_a_child or (index > 0 and words[index - 1] in INTO)
