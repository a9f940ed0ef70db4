"""How words sound to Spanish ears: “guats” is Watts, “boil jaits” Boyle Heights, “eskuela” escuela.

In names (`sound_of`), letters that sound alike become one, and every run of vowels becomes “a”, because English vowels
have no fixed spelling. Spanish words (`respelled`) keep their vowels.
"""

import re
from functools import lru_cache


def _rules(*pairs: tuple[str, str]) -> list[tuple[re.Pattern, str]]:
    return [(re.compile(letters), sound) for letters, sound in pairs]


SPANISH = _rules(  # “bakunas” is vacunas; verbs keep one root: “empiezan” is empezar, “llegue” llegar
    ("qu", "k"),
    ("g(?=[ei])", "j"),
    ("gu(?=[ei]|$)", "g"),
    ("(?<!c)h", ""),
    ("ll", "y"),
    ("v", "b"),
    ("s(?=ion(es)?$)", "c"),
    ("z|x|c(?=[ei])(?!ion(es)?$)", "s"),
    ("c(?!h|ion(es)?$)", "k"),
    ("n(?=[bp])", "m"),
    ("(?<=[^aeiou])ue", "o"),
    ("(?<=[^aeiou])ie", "e"),
)
ENGLISH = _rules(  # in names: “Hyde” sounds like “jaid”
    ("s(?:ch|h)", "ch"), ("wh", "w"), (r"\bmc", "mak"), ("(?<![cgkpstw])h(?=[aeiouy])", "j")
)
LETTERS = _rules(
    ("ph", "f"),
    ("eigh|igh", "i"),
    ("c?ht|[gt]h|[dt]+", "t"),
    (r"\bh?u(?=[aeio])|gu(?=[ao])", "w"),
    ("(?<!c)h", ""),
    ("z|x|c(?=[eiy])", "s"),
    ("gu(?=[ei])", "g"),
    ("qu(?=[ei])|ck|c(?!h)|q", "k"),
    ("ng(?=[^aeiou])", "n"),
    ("m(?=[bp])", "n"),
    ("g", "j"),
    ("v", "b"),
    (r"\bes(?=[^aeiou])", "s"),
    (r"(?<=[ln])t\b", ""),
    (r"(?<=[^aeioul])le\b", "el"),
    (r"(?<=[^aeiou])e\b", ""),
    (r"(?<=\w)w(?![aeiou])", ""),
    ("[aeiouy]+", "a"),
    (r"(\w)\1+", r"\1"),
)


@lru_cache(maxsize=20_000)
def sound_of(text: str, *, is_english: bool = False) -> str:
    """Return how folded words sound; `is_english`: as English speakers write them, such as names."""
    for letters, sound in ENGLISH + LETTERS if is_english else LETTERS:
        text = letters.sub(sound, text)
    return text


@lru_cache(maxsize=20_000)
def respelled(word: str) -> str:
    """Return a folded Spanish word, or its stem, in the one spelling of all that sound like it."""
    for letters, sound in SPANISH:
        word = letters.sub(sound, word)
    return word
