"""Search excerpts: the matching words of a page, marked, with some text around them."""

import re
from dataclasses import dataclass

from media.words import plain

MOST = 2  # excerpts of a page
AROUND = 70  # characters shown on either side of the first marked word
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Match:
    """The field in which the words appear (`label`, may be empty) and its text as (piece, is it marked) pairs."""

    label: str
    pieces: list[tuple[str, bool]]


def marked(text: str, query: str) -> list[tuple[str, bool]]:
    """Split `text` into pieces and mark words that begin like a word of `query`, ignoring accents and case."""
    roots = [_root(word) for word in WORD.findall(plain(query).lower())]
    pieces, end = [], 0
    for word in WORD.finditer(text):
        folded = plain(word.group()).lower()
        if any(folded.startswith(root) if len(root) > 3 else folded == root for root in roots):
            pieces += [(text[end : word.start()], False), (word.group(), True)]
            end = word.end()
    pieces.append((text[end:], False))
    return [piece for piece in pieces if piece[0]]


def matches(parts: list[tuple[str, str]], query: str) -> list[Match]:
    """Return the first `MOST` of a page's (label, text) `parts` that contain a word of `query`, as excerpts."""
    excerpts = []
    for label, text in parts:
        pieces = marked(" ".join(text.split()), query)
        if any(hit for _piece, hit in pieces):
            excerpts.append(Match(label, _excerpt(pieces)))
        if len(excerpts) == MOST:
            break
    return excerpts


def _root(word: str) -> str:
    """Drop the end of long words, so that “schools” finds “school” but “graduating” does not find “grade”.

    A Spanish plural can add two letters: “inscripciones” finds “inscripción”.
    """
    if len(word) > 7 and word.endswith("es"):
        return word[:-2]
    return word[:-1] if len(word) > 4 else word


def _excerpt(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return the pieces around the first marked one, in whole words, with an ellipsis where text is cut."""
    first = next(n for n, (_piece, is_marked) in enumerate(pieces) if is_marked)
    before = "".join(piece for piece, _hit in pieces[:first])
    if len(before) > AROUND:
        before = "…" + before[-AROUND:].partition(" ")[2]
    excerpt, room = [(before, False)] if before else [], 2 * AROUND
    for n, (piece, is_marked) in enumerate(pieces[first:]):
        if len(piece) > room:
            is_first = n == 0  # the marked word alone is longer than the excerpt
            part = piece[:room] if is_first else piece[:room].rpartition(" ")[0]
            excerpt.append((f"{part}…", is_first))
            break
        excerpt.append((piece, is_marked))
        room -= len(piece)
    return excerpt
