"""Alternative text that is only the name of a file."""

import re
from pathlib import PurePath

ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic", ".heif", ".tif", ".tiff", ".bmp", ".svg")
# As cameras, phones, and word processors name files: IMG_1234, DSC-0042, PXL_20260101_1200, image1, Screenshot 2026…
NUMBERED = re.compile(r"(img|image|imagen|dscn?|dscf|pxl|mvimg|photo|foto|picture|screen ?shot|scan)[\W_]*\d[\d\W_]*")


def is_file_name(text: str, image=None) -> bool:
    """Return whether `text` is a file name of any kind, or that of `image`."""
    words = text.strip().lower()
    names = {image.filename.lower(), PurePath(image.filename).stem.lower()} if image else set()
    return words.endswith(ENDINGS) or bool(NUMBERED.fullmatch(words)) or (bool(words) and words in names)
