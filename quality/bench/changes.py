"""usage: python -m quality.bench.changes URL, in the environment of a running stack

How long each kind of change takes from its commit until a visitor of URL sees it. The stack's worker publishes.
"""

import http.client
import sys
import time
from collections.abc import Callable
from contextlib import closing
from urllib.parse import urlsplit

import django

from quality.output import say, within

WORD = "Zebracorn"
LIMIT, LIMIT_OF_ALL = 1.0, 5.0  # seconds until the page shows it; for a change of every page
SCHOOL = "/schools/gertz-ressler/"
PATIENCE = 60  # seconds
Change = tuple[str, Callable, Callable, str, float]


def changes() -> list[Change]:
    """Return each kind of change: its name, what makes and undoes it, an address that shows WORD then, its limit."""
    from wagtail.models import ReferenceIndex

    from pages.models import AboutPage, Announcement, Figure, PillarPage, StoryIndexPage, StoryPage
    from schools.models import FormerName, SchoolPage

    on_home = ReferenceIndex.objects.filter(to_content_type__model="figure", content_type__model="homepage")
    figure = Figure.objects.get(pk=on_home.first().to_object_id)
    school = SchoolPage.objects.get(slug="gertz-ressler", locale__language_code="en").school
    story = {"title": WORD, "slug": "zebracorn", "date": "2030-01-01", "summary": "An example"}
    return [
        ("page", *publish(PillarPage.objects.get(slug="equity"), "summary"), "/mission/equity/", LIMIT),
        ("title in the menu", *publish(AboutPage.objects.get(locale__language_code="en"), "title"), "/", LIMIT_OF_ALL),
        (
            "story",
            lambda: StoryIndexPage.objects.get(locale__language_code="en").add_child(instance=StoryPage(**story)),
            lambda: StoryPage.objects.get(title=WORD).delete(),
            "/stories/",
            LIMIT,
        ),
        ("figure", *save(figure, "label"), "/", LIMIT),
        ("phone of a school", *save(school, "phone"), SCHOOL, LIMIT),
        ("name of a school", *save(school, "name"), "/schools/", LIMIT),
        ("address of a campus", *save(school.campus, "street"), SCHOOL, LIMIT),
        ("former name", *create(FormerName, "name", school=school), SCHOOL, LIMIT),
        ("notice on every page", *create(Announcement, "text", live=True), "/about/", LIMIT_OF_ALL),
    ]


def set_value(record, field: str, value: str):
    fresh = type(record).objects.get(pk=record.pk)
    setattr(fresh, field, value)
    return fresh


def save(record, field: str) -> tuple[Callable, Callable]:
    before = getattr(record, field)
    return lambda: set_value(record, field, WORD).save(), lambda: set_value(record, field, before).save()


def publish(page, field: str) -> tuple[Callable, Callable]:
    before = getattr(page, field)
    return (
        lambda: set_value(page, field, WORD).save_revision().publish(),
        lambda: set_value(page, field, before).save_revision().publish(),
    )


def create(model, field: str, **fields) -> tuple[Callable, Callable]:
    return (
        lambda: model.objects.create(**{field: WORD}, **fields),
        lambda: model.objects.get(**{field: WORD}).delete(),
    )


def until(is_true: Callable[[], bool]) -> float:
    """Return the seconds until it becomes true, or PATIENCE."""
    start = time.perf_counter()
    while not is_true() and time.perf_counter() - start < PATIENCE:
        time.sleep(0.005)
    return time.perf_counter() - start


def shows(site: str, address: str) -> bool:
    with closing(http.client.HTTPConnection(site, timeout=10)) as connection:
        connection.request("GET", address)
        return WORD.encode() in connection.getresponse().read()


def main(url: str) -> int:
    django.setup()
    from django.db import transaction

    from toolkit.published_copy import models

    site, results = urlsplit(url).netloc, []
    say("\nSeen through nginx after the commit")
    for name, make, undo, address, limit in changes():
        with transaction.atomic():
            make()
        seconds = until(lambda address=address: shows(site, address))
        results.append(within(name, seconds, limit, "s"))
        until(lambda: not models.Change.objects.exists())
        undo()
        until(lambda: not models.Change.objects.exists())
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
