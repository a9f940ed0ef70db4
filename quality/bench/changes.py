"""What each kind of change costs: addresses rendered, time until the page that shows it is new, files written.

With the worker's own publisher beside this process, on the benchmark's database and a copy of its own.
"""

import shutil
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.files.storage import storages
from django.db import transaction
from wagtail.models import Locale, ReferenceIndex

from pages.models import AboutPage, Announcement, Figure, PillarPage, StoryIndexPage, StoryPage
from quality import synthetic_schools
from schools.models import FormerName, SchoolPage
from toolkit.published_copy import copy, loop
from toolkit.published_copy.models import Change, Edition, PublishedFile, PublishRun
from toolkit.published_copy.publisher import SWEEP, publishing

WORD = "Zebracorn"
BOUND, BOUND_OF_ALL = 1.0, 5.0  # seconds: the changed page; a change of every page
SCHOOL = "/schools/gertz-ressler/"
PATIENCE = 60  # seconds
MANY = 272  # made-up schools beside the real ones


@dataclass(frozen=True)
class Kind:
    """One kind of change: what does it and what undoes it, and an address where `text` shows when it is done."""

    name: str
    do: Callable
    undo: Callable
    address: str
    text: str = WORD
    is_whole_site: bool = False


def run() -> bool:
    """Prints the table; whether the bounds were kept and no file was written without cause."""
    synthetic_schools.remove()
    _publish_everything()
    with _publishing():
        _say(f"\n  {'change':<28} {'visible':>9} {'all done':>9} {'rendered':>9} {'written':>8} {'without cause':>14}")
        results = [_measure(kind) for kind in kinds()]
    synthetic_schools.add(MANY)
    try:
        _publish_everything()
    finally:
        synthetic_schools.remove()
    return all(results)


def _publish_everything() -> None:
    """From nothing, and once more without a change."""
    _start_afresh()
    for what in ("from nothing", "without a change"):
        Change.objects.create(label=SWEEP, key="of the benchmark")
        start = time.perf_counter()
        with publishing() as publisher:
            runs = [publisher.show(publisher.pending()), publisher.sweep_on()]
        took, written = time.perf_counter() - start, sum(one.written for one in runs)
        schools, rendered = SchoolPage.objects.live().count(), sum(one.rendered for one in runs)
        _say(f"Everything, {schools} schools, {what}: {rendered} rendered, {written} written, {took:.1f} s")


def kinds() -> list[Kind]:
    about, pillar = AboutPage.objects.get(), PillarPage.objects.get(slug="equity")
    profile = SchoolPage.objects.get(slug="gertz-ressler")
    school, campus = profile.school, profile.school.campus
    figure = Figure.objects.filter(pk__in=[int(key) for key in _figures_of_home()]).first()
    story = StoryPage(title=WORD, slug="zebracorn", date="2030-01-01", summary="An example")
    english = Locale.get_default()
    return [
        Kind("page published", _save(pillar, summary=WORD), _save(pillar, summary=pillar.summary), "/mission/equity/"),
        Kind("page unpublished", _do(profile, "unpublish"), _republish(profile), SCHOOL, text=""),
        Kind("title in the menu", _save(about, title=WORD), _save(about, title=about.title), "/", is_whole_site=True),
        Kind("story", lambda: StoryIndexPage.objects.get().add_child(instance=story), _gone(StoryPage), "/stories/"),
        Kind("figure", _set(figure, label=WORD), _set(figure, label=figure.label), "/"),
        Kind("phone of a school", _set(school, phone=WORD), _set(school, phone=school.phone), SCHOOL),
        Kind("name of a school", _set(school, name=WORD), _set(school, name=school.name), "/schools/"),
        Kind(
            "address of a campus",
            _set(campus, street=WORD),
            _set(campus, street=campus.street),
            SCHOOL,
        ),
        Kind(
            "former name",
            lambda: FormerName.objects.create(school=school, name=WORD),
            _gone(FormerName, "name"),
            SCHOOL,
        ),
        Kind(
            "notice on every page",
            _make(Announcement, text=WORD, locale=english, live=True),
            _gone(Announcement, "text"),
            "/about/",
            is_whole_site=True,
        ),
    ]


def _figures_of_home():
    found = ReferenceIndex.objects.filter(to_content_type__model="figure", content_type__model="homepage")
    return found.values_list("to_object_id", flat=True)


def _measure(kind: Kind) -> bool:
    before = {one.address: (one.digest, one.version) for one in PublishedFile.objects.all()}
    runs = set(PublishRun.objects.values_list("pk", flat=True))
    with transaction.atomic():
        kind.do()
    start = time.perf_counter()
    until(lambda: _shows(kind))
    visible = time.perf_counter() - start
    settle()
    done = time.perf_counter() - start
    after = {one.address: (one.digest, one.version) for one in PublishedFile.objects.all()}
    written = [a for a in after if after[a] != before.get(a)]
    idle = [a for a in written if a in before and after[a][0] == before[a][0]]
    rendered = sum(one.rendered for one in PublishRun.objects.exclude(pk__in=runs))
    kept = visible <= (BOUND_OF_ALL if kind.is_whole_site else BOUND) and done <= PATIENCE and not idle
    times = f"{visible * 1000:6.0f} ms {done * 1000:6.0f} ms"
    _say(f"  {kind.name:<28} {times} {rendered:>9} {len(written):>8} {len(idle):>14}{'' if kept else '  OVER'}")
    kind.undo()
    settle()
    return kept


def _shows(kind: Kind) -> bool:
    known = PublishedFile.objects.filter(address=kind.address).first()
    text = (copy.read(kind.address, known.content_type) if known else None) or b""
    return kind.text.encode() in text if kind.text else not text


def _save(page, **fields):
    def do():
        fresh = type(page).objects.get(pk=page.pk)
        for name, value in fields.items():
            setattr(fresh, name, value)
        fresh.save_revision().publish()

    return do


def _set(thing, **fields):
    def do():
        fresh = type(thing).objects.get(pk=thing.pk)
        for name, value in fields.items():
            setattr(fresh, name, value)
        fresh.save()

    return do


def _do(page, what):
    return lambda: getattr(type(page).objects.get(pk=page.pk), what)()


def _republish(page):
    return lambda: type(page).objects.get(pk=page.pk).save_revision().publish()


def _make(model, **fields):
    return lambda: model.objects.create(**fields)


def _gone(model, field="title"):
    return lambda: [one.delete() for one in model.objects.filter(**{field: WORD})]


@contextmanager
def _publishing():
    """The publisher at work in a thread, with nothing left to do."""
    stop = threading.Event()
    thread = threading.Thread(target=loop.keep_publishing, args=[stop])
    thread.start()
    try:
        until(lambda: Change.objects.exists())  # it looks at everything when it starts
        settle()
        yield
    finally:
        stop.set()
        thread.join()


def _start_afresh() -> None:
    shutil.rmtree(storages["published"].location, ignore_errors=True)
    for model in (Change, Edition, PublishedFile, PublishRun):
        model.objects.all().delete()


def settle() -> None:
    until(lambda: not Change.objects.exists())


def until(what: Callable[[], bool]) -> None:
    end = time.perf_counter() + PATIENCE
    while not what() and time.perf_counter() < end:
        time.sleep(0.005)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
