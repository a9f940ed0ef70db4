"""Edit distance between words, for correcting misspellings."""


def edits_between(one: str, other: str, most: int) -> int:
    """Return how many letters to add, drop, replace or swap with a neighbor; `most` + 1 if more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, last = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


def edits_allowed(word: str) -> int:
    """Return how many misspelled letters a word of this length may have.

    None in short words and numbers, where one letter makes a different word.
    """
    if any(map(str.isdigit, word)) or len(word) < 4:
        return 0
    return 1 if len(word) < 7 else 2
