"""The site's icons for browsers and phones, all drawn from `static/img/mark.svg`.

They are drawn on first use and stored under `var/`. Phones crop icons to their own shape, so those icons are a square
from the middle of the mark, without its round edge.
"""

import hashlib
import re
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import resvg_py
from django.conf import settings
from PIL import Image

from toolkit.atomic_files import replacing
from toolkit.generated_files import GeneratedFilesFinder

MARK = Path(__file__).parents[1] / "static" / "img" / "mark.svg"
ROUND, SQUARE = "0 0 40 40", "5.9 5.9 28.2 28.2"  # viewBox: the mark, and the largest square in it
ICONS = {  # sizes in pixels
    "img/favicon.ico": ((16, 32, 48), ROUND),
    "img/apple-touch-icon.png": ((180,), SQUARE),
    "img/icon-192.png": ((192,), ROUND),
    "img/icon-512.png": ((512,), ROUND),
    "img/icon-maskable-512.png": ((512,), SQUARE),
}


def folder() -> Path:
    """Return where the icons are stored. The folder changes with the mark, the sizes and the library's version."""
    recipe = repr((MARK.read_text(encoding="utf-8"), ICONS, version("resvg_py")))
    return settings.VAR / "icons" / hashlib.sha256(recipe.encode()).hexdigest()[:12]


def icon(name: str) -> Path:
    """Return the icon `name`, a key of `ICONS`, drawing it first if necessary."""
    target = folder() / name
    if not target.exists():
        sizes, box = ICONS[name]
        mark = re.sub(r'viewBox="[^"]*"', f'viewBox="{box}"', MARK.read_text(encoding="utf-8"), count=1)
        images = [Image.open(BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=mark, width=size)))) for size in sizes]
        *smaller, largest = images
        with replacing(target) as temporary:
            if target.suffix == ".ico":
                largest.save(temporary, sizes=[(size, size) for size in sizes], append_images=smaller)
            else:
                largest.quantize(255).save(temporary, optimize=True)
    return target


class IconFinder(GeneratedFilesFinder):
    """Find the icons in `ICONS` as static files."""

    names = ICONS
    make = staticmethod(icon)
