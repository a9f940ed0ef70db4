"""usage: python -m quality.bench.changes URL, in the environment of a running stack

How long each kind of change takes from its commit until a visitor of URL sees it. The stack's worker publishes.
"""

import sys
import time
from collections.abc import Callable, Iterator

import django
import requests

from deploy.stack.supervisor import until
from quality.output import say, within

WORD = "Zebracorn"
LIMIT, LIMIT_OF_ALL = 1.0, 5.0  # seconds until the page shows it; for a change of every page
SCHOOL = "/schools/gertz-ressler/"
PATIENCE, LOOK = 60, 0.005  # seconds
Change = tuple[str, Callable, Callable, str, float]


def changes() -> Iterator[Change]:
    """Yield kinds of change: a name, what makes and undoes it, an address that shows WORD then, and its limit."""
    from pages.models import AboutPage, Announcement, PillarPage
    from schools.models import SchoolPage

    school = SchoolPage.objects.get(slug="gertz-ressler", locale__language_code="en").school
    notice = Announcement(text=WORD, live=True)
    yield "page", *edit(PillarPage.objects.get(slug="equity"), "summary"), "/mission/equity/", LIMIT
    yield "title in the menu", *edit(AboutPage.objects.get(locale__language_code="en"), "title"), "/", LIMIT_OF_ALL
    yield "phone of a school", *edit(school, "phone"), SCHOOL, LIMIT
    yield "name of a school", *edit(school, "name"), "/schools/", LIMIT
    yield "notice on every page", notice.save, notice.delete, "/about/", LIMIT_OF_ALL


def edit(record, field: str) -> tuple[Callable, Callable]:
    """Return what puts WORD into a field of a record or a page, and what puts the value of now back."""

    def put(value: str) -> None:
        fresh = type(record).objects.get(pk=record.pk)
        setattr(fresh, field, value)
        fresh.save_revision().publish() if hasattr(fresh, "url_path") else fresh.save()

    before = getattr(record, field)
    return lambda: put(WORD), lambda: put(before)


def main(url: str) -> int:
    django.setup()
    from django.db import transaction

    from toolkit.published_copy import models

    results = []
    say("\nSeen through nginx after the commit")
    for name, make, undo, address, limit in changes():
        with transaction.atomic():
            make()
        start = time.perf_counter()
        until(lambda address=address: WORD in requests.get(f"{url}{address}", timeout=10).text, PATIENCE, LOOK)
        results.append(within(name, time.perf_counter() - start, limit, "s"))
        until(lambda: not models.Change.objects.exists(), PATIENCE)
        undo()
        until(lambda: not models.Change.objects.exists(), PATIENCE)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
