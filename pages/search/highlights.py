"""Search excerpts: the matching words of a page, marked, with some text around them."""

import re
from itertools import islice

from media.words import plain

MOST = 2  # excerpts of a page
AROUND = 70  # characters shown on either side of the first marked word
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


Pieces = list[tuple[str, bool]]  # of a text, each with whether it is marked
Excerpt = tuple[str, Pieces]  # the field in which the words appear, which may be empty, and its text


def marked(text: str, query: str) -> Pieces:
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


def excerpts(parts: list[tuple[str, str]], query: str) -> list[Excerpt]:
    """Return the first `MOST` of a page's (label, text) `parts` that contain a word of `query`, as excerpts."""
    pieces = ((label, marked(" ".join(text.split()), query)) for label, text in parts)
    found = ((label, _excerpt(of_text)) for label, of_text in pieces if any(is_marked for _piece, is_marked in of_text))
    return list(islice(found, MOST))


def _root(word: str) -> str:
    """Drop the end of long words, so that “schools” finds “school” but “graduating” does not find “grade”.

    A Spanish plural can add two letters: “inscripciones” finds “inscripción”.
    """
    if len(word) > 7 and word.endswith("es"):
        return word[:-2]
    return word[:-1] if len(word) > 4 else word


def _excerpt(pieces: Pieces) -> Pieces:
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
