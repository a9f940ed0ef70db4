"""Grades in the database and as people write them: TK, transitional kindergarten, is -1, and K, kindergarten, 0."""

TK, LAST_GRADE = -1, 12
LETTERS = {TK: "TK", 0: "K"}


def grade_text(grade: int) -> str:
    """Return how people write a grade: “K” for 0."""
    return LETTERS.get(grade) or str(grade)


def grade_of(text: str) -> int:
    """Return the grade that people write as `text`. Raises ValueError."""
    known = {grade_text(grade): grade for grade in range(TK, LAST_GRADE + 1)}
    if text.strip().upper() not in known:
        raise ValueError
    return known[text.strip().upper()]


def span_text(lowest: int, highest: int) -> str:
    """Return the grades from `lowest` to `highest` as people write them: “K–8”, or “6”."""
    return grade_text(lowest) if lowest == highest else f"{grade_text(lowest)}–{grade_text(highest)}"
