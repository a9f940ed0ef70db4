"""Protection of the form against spam, without a cookie, an account, or a puzzle.

It has a field that people do not see, a signed time when the form was sent out, and hourly limits shared by all
processes. Each visitor has their own limit, so no one can block the form for others. In a busy hour the limits are
lower. Visitors' addresses are not stored, only keyed digests of them, for one hour.
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
SHORTEST = timedelta(seconds=3)  # people take longer to read and write
LONGEST = timedelta(hours=24)
HOUR = timedelta(hours=1)
WITH_PORT = re.compile(r"^(?:([\d.]+)|\[([^\]]+)\]):\d+$")  # some proxies add the port
MOST_OF_ONE = 5  # reports per hour from one visitor; one in a busy hour
BUSY = 60  # reports per hour from all visitors
MOST_OF_NETWORK = 20  # reports per hour from one network, in a busy hour
NETWORK = {4: 24, 6: 48}  # prefix lengths: an attacker with many addresses has a network at least this large


def stamp(slug: str) -> str:
    """Return a signed stamp: the form of the school `slug` was sent out now."""
    return signing.TimestampSigner(salt=SALT).sign(slug)


def check(stamped: str, slug: str) -> str:
    """Return the problem with a stamp that came back: `early`, `late`, `forged`, or empty if there is none."""
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


def is_busy() -> bool:
    """Return whether the last hour had so many reports that limits are lower and staff get no more emails."""
    return MistakeReport.objects.filter(created__gt=timezone.now() - HOUR).count() >= BUSY


def may_send(request) -> bool:
    """Return whether one more report is within the limits. If so, count it for an hour."""
    address = address_of(request)
    if not is_busy():
        return _take_place(address, MOST_OF_ONE)
    return _take_place(address, 1) and _take_place(_network_of(address), MOST_OF_NETWORK)


def _take_place(name: str, most: int) -> bool:
    """Take one of the `most` places of `name` for an hour, and return whether one was free.

    `cache.add` succeeds in one process only, so a place is never taken twice.
    """
    digest = salted_hmac(SALT, name).hexdigest()
    places = [f"mistakes:{digest}:{number}" for number in range(most)]
    used = caches["limits"].get_many(places)
    return any(caches["limits"].add(place, 1, HOUR.total_seconds()) for place in places if place not in used)


def _network_of(address: str) -> str:
    """Return the wider network of an address from `address_of`."""
    if not address:
        return ""
    network = ip_network(address)
    return str(network.supernet(new_prefix=NETWORK[network.version]))


def address_of(request) -> str:
    """Return the visitor's IP address, as the outermost of our `PROXIES` saw it; for IPv6, only its /64 network."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    forwarded = hops[-settings.PROXIES] if 0 < settings.PROXIES <= len(hops) else ""
    for text in (forwarded, request.META.get("REMOTE_ADDR", "")):
        try:
            address = ip_address(WITH_PORT.sub(r"\1\2", text))
        except ValueError:
            continue
        address = getattr(address, "ipv4_mapped", None) or address  # from a dual-stack socket
        return str(ip_network((address, 64), strict=False) if address.version == 6 else address)
    return ""
