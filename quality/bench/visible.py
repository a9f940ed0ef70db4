"""`python -m quality.bench.visible URL`, in the environment of a running stack: time from the commit of each kind of
change until a visitor of URL sees it. Several times each; the stack's own worker publishes."""

import http.client
import statistics
import sys
import time
from collections import defaultdict
from contextlib import closing
from urllib.parse import urlsplit

import django

ROUNDS = 3


def main() -> int:
    django.setup()
    from quality.bench import changes

    site = urlsplit(sys.argv[1]).netloc
    times, whole_site = defaultdict(list), set()
    for _round in range(ROUNDS):
        for kind in changes.kinds():
            times[kind.name].append(seen(site, kind))
            if kind.is_whole_site:
                whole_site.add(kind.name)
    sys.stdout.write(f"\nSeen through nginx after the commit, {ROUNDS} times\n")
    sys.stdout.write(f"  {'change':<28} {'median':>9} {'slowest':>9}\n")
    all_kept = True
    for name, seconds in times.items():
        kept = max(seconds) <= (changes.BOUND_OF_ALL if name in whole_site else changes.BOUND)
        all_kept = all_kept and kept
        median, slowest = (f"{found(seconds) * 1000:6.0f} ms" for found in (statistics.median, max))
        sys.stdout.write(f"  {name:<28} {median} {slowest}{'' if kept else '  OVER'}\n")
    return 0 if all_kept else 1


def seen(site: str, kind) -> float:
    """Seconds from the commit of the change until it is seen. Undone and settled afterwards."""
    from django.db import transaction

    from quality.bench import changes

    with transaction.atomic():
        kind.do()
    start = time.perf_counter()
    changes.until(lambda: shows(site, kind))
    took = time.perf_counter() - start
    changes.settle()
    kind.undo()
    changes.settle()
    return took


def shows(site: str, kind) -> bool:
    with closing(http.client.HTTPConnection(site, timeout=10)) as connection:
        connection.request("GET", kind.address)
        response = connection.getresponse()
        body = response.read()
    return kind.text.encode() in body if kind.text else response.status == 404


if __name__ == "__main__":
    sys.exit(main())
