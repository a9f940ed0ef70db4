"""How words sound to Spanish ears: “guats” is Watts, “boil jaits” Boyle Heights, “eskuela” escuela.

Letters that sound alike become one, and every run of vowels becomes “a”, because English vowels have no fixed spelling.
"""

import re
from functools import lru_cache

ENGLISH = [  # in names: “Hyde” sounds like “jaid”
    (re.compile(letters), sound)
    for letters, sound in (("s(?:ch|h)", "ch"), ("wh", "w"), (r"\bmc", "mak"), ("(?<![cgkpstw])h(?=[aeiouy])", "j"))
]
LETTERS = [
    (re.compile(letters), sound)
    for letters, sound in (
        ("ph", "f"),
        ("eigh|igh", "i"),
        ("c?ht|[gt]h|d?t+", "t"),
        (r"\bh?u(?=[aeio])|gu(?=[ao])", "w"),
        ("(?<!c)h", ""),
        ("z|x|c(?=[eiy])", "s"),
        ("g(?=[eiy])", "j"),
        ("gu(?=[ei])", "g"),
        ("qu(?=[ei])|ck|c(?!h)|q", "k"),
        ("ng(?=[^aeiou])", "n"),
        ("m(?=[bp])", "n"),
        ("v", "b"),
        (r"\bes(?=[^aeiou])", "s"),
        (r"(?<=[ln])[dt]\b", ""),
        (r"(?<=[^aeioul])le\b", "el"),
        (r"(?<=[^aeiou])e\b", ""),
        (r"(?<=\w)w(?![aeiou])", ""),
        ("[aeiouy]+", "a"),
        (r"(\w)\1+", r"\1"),
    )
]


@lru_cache(maxsize=20_000)
def sound_of(text: str, *, is_english: bool = False) -> str:
    """Return how folded words sound; `is_english`: as English speakers write them, such as names."""
    for letters, sound in ENGLISH + LETTERS if is_english else LETTERS:
        text = letters.sub(sound, text)
    return text
