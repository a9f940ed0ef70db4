"""Words about files: alternative text that is only a file name, and text that search reads without accents."""

import re
import unicodedata
from pathlib import PurePath

ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic", ".heif", ".tif", ".tiff", ".bmp", ".svg")
# As cameras, phones, and word processors name files: IMG_1234, DSC-0042, PXL_20260101_1200, image1, Screenshot 2026…
NUMBERED = re.compile(r"(img|image|imagen|dscn?|dscf|pxl|mvimg|photo|foto|picture|screen ?shot|scan)[\W_]*\d[\d\W_]*")

BARRED = str.maketrans("đĐ", "dD")  # whose stroke is no accent to Unicode
APOSTROPHES = re.compile("['’‘ʼ`]")


def is_file_name(text: str, image=None) -> bool:
    """Return whether `text` is a file name of any kind, or that of `image`."""
    words = text.strip().lower()
    names = {image.filename.lower(), PurePath(image.filename).stem.lower()} if image else set()
    return words.endswith(ENDINGS) or bool(NUMBERED.fullmatch(words)) or (bool(words) and words in names)


def plain(text: str) -> str:
    """Remove accents and apostrophes: “Renée O’Donovan” becomes “Renee ODonovan”."""
    text = APOSTROPHES.sub("", text)
    if text.isascii():  # as most text is, and then nothing is left to remove
        return text
    letters = unicodedata.normalize("NFKD", text).translate(BARRED)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
