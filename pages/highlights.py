"""Why a page was found: its words that the search asked for, marked, with a little around them."""

import re
from dataclasses import dataclass

from media.normalization import plain

AROUND = 70  # characters shown on either side of the first marked word
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Match:
    """Where the words stand (`label`, may be empty) and the text as (piece, whether it is marked) pairs."""

    label: str
    pieces: list[tuple[str, bool]]


def marked(text: str, query: str) -> list[tuple[str, bool]]:
    """`text` in pieces, those marked that begin like a word of `query`; accents and capitals make no difference."""
    roots = [_root(word) for word in WORD.findall(plain(query).lower())]
    pieces, end = [], 0
    for word in WORD.finditer(text):
        folded = plain(word.group()).lower()
        if any(folded.startswith(root) if len(root) > 3 else folded == root for root in roots):
            pieces += [(text[end : word.start()], False), (word.group(), True)]
            end = word.end()
    pieces.append((text[end:], False))
    return [piece for piece in pieces if piece[0]]


def matches(parts: list[tuple[str, str]], query: str, most: int = 2) -> list[Match]:
    """The first `most` of a page's (label, text) `parts` that have a word of `query`, cut to the place."""
    found = []
    for label, text in parts:
        pieces = marked(" ".join(text.split()), query)
        if any(hit for _piece, hit in pieces):
            found.append(Match(label, _cut(pieces)))
        if len(found) == most:
            break
    return found


def _root(word: str) -> str:
    """Long words match their plural and the like: “schools” finds “school”, “graduating” does not find “grade”."""
    return word[:-1] if len(word) > 4 else word


def _cut(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The pieces around the first marked one, whole words, with an ellipsis where something is left out."""
    first = next(n for n, (_piece, hit) in enumerate(pieces) if hit)
    before = "".join(piece for piece, _hit in pieces[:first])
    if len(before) > AROUND:
        before = "…" + before[-AROUND:].partition(" ")[2]
    kept, room = [(before, False)] if before else [], 2 * AROUND
    for n, (piece, hit) in enumerate(pieces[first:]):
        if len(piece) > room:
            is_first = n == 0  # a word that is longer than all the room
            shown = piece[:room] if is_first else piece[:room].rpartition(" ")[0]
            kept.append((f"{shown}…", is_first))
            break
        kept.append((piece, hit))
        room -= len(piece)
    return kept
