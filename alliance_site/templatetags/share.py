"""Template tags for sharing and printing a page's address."""

from functools import lru_cache
from urllib.parse import urljoin

import segno
from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from alliance_site.assets import share_image as share_images

register = template.Library()

LONGEST = 500  # characters of an address in a QR code


@register.simple_tag
def share_image(page, address: str) -> dict:
    """Return address and size of the share image of `page`. `address` is the page's absolute URL."""
    path = reverse("share_image", args=[page.pk, share_images.poster(page).digest])
    return {"url": urljoin(address, path), "width": share_images.WIDTH, "height": share_images.HEIGHT}


@register.simple_tag
def qr_code(address: str) -> str:
    """Return `address` as a QR code: an SVG that fills its box, black on transparent, with a quiet zone.

    "" if the address is too long to scan. Addresses with a query, which visitors can make up, are not kept.
    """
    return "" if len(address) > LONGEST else (_drawn.__wrapped__ if "?" in address else _drawn)(address)


@lru_cache(maxsize=1000)  # enough for one per profile; drawing one takes milliseconds
def _drawn(address: str) -> SafeString:
    code = segno.make(address, error="l", micro=False)  # segno uses a higher level if the code does not grow
    return mark_safe(code.svg_inline(omitsize=True, svgclass=None, lineclass=None))  # noqa: S308 (a path of numbers)
