"""What keeps machines and floods out of the form without a cookie, an account or a puzzle.

A field that people do not see, a signed moment at which the form was handed out, and a limit an hour for one address
and for all together, whichever process answers. No address of a visitor is kept: only its keyed digest, for that hour.
"""

import re
from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core import signing
from django.core.cache import caches
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import MistakeReport

SALT = "schools.mistakes"
SHORTEST = timedelta(seconds=3)  # nobody reads and writes faster
LONGEST = timedelta(hours=24)
HOUR = timedelta(hours=1)
WITH_PORT = re.compile(r"^(?:([\d.]+)|\[([^\]]+)\]):\d+$")  # as some proxies write it
MOST_OF_ONE, MOST_OF_ALL = 5, 60  # reports an hour


def stamp(slug: str) -> str:
    """That the form of the school `slug` was handed out now."""
    return signing.TimestampSigner(salt=SALT).sign(slug)


def check(stamped: str, slug: str) -> str:
    """`""`, or what is wrong with the stamp that came back: `early`, `late` or `forged`."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        if signer.unsign(stamped, max_age=LONGEST) != slug:
            return "forged"
    except signing.SignatureExpired:
        return "late"
    except signing.BadSignature:
        return "forged"
    try:
        signer.unsign(stamped, max_age=SHORTEST)
    except signing.SignatureExpired:
        return ""
    return "early"


def may_send(request) -> bool:
    """Whether one more report is within the limits; if so, it takes one of the visitor's places for an hour."""
    if MistakeReport.objects.filter(created__gt=timezone.now() - HOUR).count() >= MOST_OF_ALL:
        return False
    visitor = salted_hmac(SALT, address_of(request)).hexdigest()
    # A place is taken by one process only, so none has to count.
    places = (f"mistakes:{visitor}:{number}" for number in range(MOST_OF_ONE))
    return any(caches["limits"].add(place, 1, HOUR.total_seconds()) for place in places)


def address_of(request) -> str:
    """The network address a request comes from, as the nearest of our `PROXIES` saw it; of IPv6 the network only."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    seen = hops[-settings.PROXIES] if 0 < settings.PROXIES <= len(hops) else ""
    for text in (seen, request.META.get("REMOTE_ADDR", "")):
        try:
            address = ip_address(WITH_PORT.sub(r"\1\2", text))
        except ValueError:
            continue
        address = getattr(address, "ipv4_mapped", None) or address  # as a socket for both kinds tells it
        return str(ip_network((address, 64), strict=False) if address.version == 6 else address)
    return ""
