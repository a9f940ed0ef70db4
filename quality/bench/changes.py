"""usage: python -m quality.bench.changes URL, in the environment of a running stack

How long each kind of change takes from its commit until a visitor of URL sees it. The stack's worker publishes.
"""

import sys
import time
from collections.abc import Callable, Iterator

import django
import requests

from quality.output import say, within
from quality.stack import until

WORD = "Zebracorn"
LIMIT, LIMIT_OF_ALL = 1.0, 5.0  # seconds until the page shows it; for a change of every page
SCHOOL = "/schools/gertz-ressler/"
PATIENCE, LOOK = 60, 0.005  # seconds
Change = tuple[str, Callable, Callable, str, float]


def changes() -> Iterator[Change]:
    """Yield each kind of change: its name, what makes and undoes it, an address that shows WORD then, its limit."""
    from wagtail.models import ReferenceIndex

    from pages.models import AboutPage, Announcement, Figure, PillarPage, StoryIndexPage, StoryPage
    from schools.models import FormerName, SchoolPage

    on_home = ReferenceIndex.objects.filter(to_content_type__model="figure", content_type__model="homepage")
    figure = Figure.objects.get(pk=on_home.first().to_object_id)
    school = SchoolPage.objects.get(slug="gertz-ressler", locale__language_code="en").school
    about = AboutPage.objects.get(locale__language_code="en")
    stories = StoryIndexPage.objects.get(locale__language_code="en")
    story = StoryPage(title=WORD, slug="zebracorn", date="2030-01-01", summary="An example")
    notice, name = Announcement(text=WORD, live=True), FormerName(name=WORD, school=school)
    yield "page", *edit(PillarPage.objects.get(slug="equity"), "summary"), "/mission/equity/", LIMIT
    yield "title in the menu", *edit(about, "title"), "/", LIMIT_OF_ALL
    publish, delete = lambda: stories.add_child(instance=story), lambda: StoryPage.objects.get(title=WORD).delete()
    yield "story", publish, delete, "/stories/", LIMIT
    yield "figure", *edit(figure, "label"), "/", LIMIT
    yield "phone of a school", *edit(school, "phone"), SCHOOL, LIMIT
    yield "name of a school", *edit(school, "name"), "/schools/", LIMIT
    yield "address of a campus", *edit(school.campus, "street"), SCHOOL, LIMIT
    yield "former name", name.save, name.delete, SCHOOL, LIMIT
    yield "notice on every page", notice.save, notice.delete, "/about/", LIMIT_OF_ALL


def edit(record, field: str) -> tuple[Callable, Callable]:
    """Return what puts WORD into a field of a record or a page, and what puts the value of now back."""

    def put(value: str) -> None:
        fresh = type(record).objects.get(pk=record.pk)
        setattr(fresh, field, value)
        fresh.save_revision().publish() if hasattr(fresh, "url_path") else fresh.save()

    before = getattr(record, field)
    return lambda: put(WORD), lambda: put(before)


def seconds_until(is_true: Callable[[], bool]) -> float:
    start = time.perf_counter()
    until(is_true, PATIENCE, LOOK)
    return time.perf_counter() - start


def main(url: str) -> int:
    django.setup()
    from django.db import transaction

    from toolkit.published_copy import models

    results = []
    say("\nSeen through nginx after the commit")
    for name, make, undo, address, limit in changes():
        with transaction.atomic():
            make()
        seconds = seconds_until(lambda address=address: WORD in requests.get(f"{url}{address}", timeout=10).text)
        results.append(within(name, seconds, limit, "s"))
        until(lambda: not models.Change.objects.exists(), PATIENCE)
        undo()
        until(lambda: not models.Change.objects.exists(), PATIENCE)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
