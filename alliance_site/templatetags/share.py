"""What a page says of itself where its address is shared or printed."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin

import segno
from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from alliance_site.assets import share_image as share_images

register = template.Library()


@dataclass(frozen=True)
class ShareImage:
    url: str
    width: int = share_images.WIDTH
    height: int = share_images.HEIGHT


@register.simple_tag
def share_image(page, address: str) -> ShareImage:
    """The picture drawn for `page`, whose absolute address is `address`."""
    path = reverse("share_image", args=[page.pk, share_images.poster(page).digest])
    return ShareImage(urljoin(address, path))


@register.simple_tag
@lru_cache(maxsize=1000)  # one for each profile; making one takes milliseconds
def qr_code(address: str) -> SafeString:
    """`address` as a QR code, black on nothing, with its quiet zone: an SVG that fills its box."""
    code = segno.make(address, error="l", micro=False)  # a better level where it takes no more room
    return mark_safe(code.svg_inline(omitsize=True, svgclass=None, lineclass=None))  # noqa: S308 (a path of numbers)
