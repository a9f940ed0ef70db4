"""What keeps machines and floods out of the form without a cookie, an account or a puzzle.

A field that people do not see, a signed moment at which the form was handed out, and limits an hour, whichever process
answers. Each visitor has a share of their own, so nobody can use up the form for others; in a busy hour the shares are
smaller. No address of a visitor is kept: only keyed digests, for that hour.
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
MOST_OF_ONE = 5  # reports an hour of one visitor; in a busy hour one
BUSY = 60  # reports an hour of all together
MOST_OF_NETWORK = 20  # reports an hour of one network, in a busy hour
NETWORK = {4: 24, 6: 48}  # its bits: what somebody with many addresses has at least


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


def is_busy() -> bool:
    """Whether so many reports came within an hour that shares are smaller, and no more mails go out."""
    return MistakeReport.objects.filter(created__gt=timezone.now() - HOUR).count() >= BUSY


def may_send(request) -> bool:
    """Whether one more report is within the limits; if so, it takes one of the visitor's places for an hour."""
    address = address_of(request)
    if not is_busy():
        return _takes_place(address, MOST_OF_ONE)
    return _takes_place(address, 1) and _takes_place(_network_of(address), MOST_OF_NETWORK)


def _takes_place(name: str, most: int) -> bool:
    """Whether one of the `most` places of `name` was free. One process only can take it, so none has to count."""
    digest = salted_hmac(SALT, name).hexdigest()
    places = [f"mistakes:{digest}:{number}" for number in range(most)]
    taken = caches["limits"].get_many(places)
    return any(caches["limits"].add(place, 1, HOUR.total_seconds()) for place in places if place not in taken)


def _network_of(address: str) -> str:
    """The wider network of an `address_of`."""
    if not address:
        return ""
    network = ip_network(address)
    return str(network.supernet(new_prefix=NETWORK[network.version]))


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
