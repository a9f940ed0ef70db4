"""Edit distance between words, for correcting misspellings."""


def edits_between(word: str, target: str, limit: int) -> int:
    """Return how many letters to add, drop, replace or swap with a neighbor; `limit` + 1 if more than `limit`."""
    if abs(len(word) - len(target)) > limit:
        return limit + 1
    before, last = [], list(range(len(target) + 1))
    for i, letter in enumerate(word, 1):
        row = [i]
        for j, target_letter in enumerate(target, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != target_letter))
            if i > 1 and j > 1 and letter == target[j - 2] and word[i - 2] == target_letter:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return last[-1]


def edits_allowed(word: str) -> int:
    """Return how many misspelled letters a word of this length may have.

    None in short words and numbers, where one letter makes a different word.
    """
    if any(map(str.isdigit, word)) or len(word) < 4:
        return 0
    return 1 if len(word) < 7 else 2
