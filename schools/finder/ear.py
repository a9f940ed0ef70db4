"""How words sound to Spanish ears: “guats” is Watts, “boil jaits” Boyle Heights, “eskuela” escuela.

In names (`sound_of`), letters that sound alike become one, and every run of vowels becomes “a”, because English vowels
have no fixed spelling. Spanish words (`respelled`) keep their vowels. The rules are in ear.yaml.
"""

import re
from functools import lru_cache
from pathlib import Path

import yaml

RULES = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
SPANISH, ENGLISH, HEARD = (
    [(re.compile(letters), sound) for letters, sound in RULES[name]] for name in ("spanish", "english", "heard")
)


@lru_cache(maxsize=20_000)
def sound_of(text: str, *, is_english: bool = False) -> str:
    """Return how folded words sound; `is_english`: as English speakers write them, such as names."""
    for letters, sound in ENGLISH + HEARD if is_english else HEARD:
        text = letters.sub(sound, text)
    return text


@lru_cache(maxsize=20_000)
def respelled(word: str) -> str:
    """Return a folded Spanish word, or its stem, in the one spelling of all that sound like it."""
    for letters, sound in SPANISH:
        word = letters.sub(sound, word)
    return word
