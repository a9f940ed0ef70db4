"""Made-up schools in any number, to measure with. Their names and addresses say that they are made up.

Written in bulk, without signals: no history, no site search. The finder's index is rebuilt at the end.
"""

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import Page

from alliance_site.staff.school_editors import sync_teams
from schools.profiles.models import SchoolIndexPage, SchoolPage
from schools.register.models import Campus, FormerName, Place, PlaceKind, School

MARK = "synthetic-"  # begins the short name of every made-up school
SYLLABLES = ("ba", "cor", "del", "fan", "gre", "hol", "jin", "lor", "mar", "nev", "quin", "tor", "ves", "yar", "zim")
KINDS = ("Technology Academy High", "Leadership Academy", "Math and Science", "High School", "College-Ready High")


def schools():
    return School.objects.filter(slug__startswith=MARK)


@contextmanager
def added(number: int) -> Iterator[None]:
    """Add schools in a transaction that is rolled back at the end."""
    with transaction.atomic():
        add(number)
        yield
        transaction.set_rollback(True)


@transaction.atomic
def add(number: int) -> None:
    """Add `number` schools with profiles below the school list of each language."""
    first = schools().count() + 1
    numbers = range(first, first + number)
    chance = random.Random(first)  # noqa: S311 (the same schools on every machine)
    places = list(Place.objects.exclude(kind__in=[PlaceKind.ZIP, PlaceKind.POINT]).order_by("pk"))
    zips = list(Place.objects.filter(kind=PlaceKind.ZIP, name__startswith="90").values_list("name", flat=True))

    def word() -> str:
        return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 3))).capitalize()

    levels = list(settings.NETWORK.levels.values())
    prefix, city = settings.NETWORK.prefix, settings.NETWORK.region.first

    def campus(number: int) -> Campus:
        place = chance.choice(places)
        street = f"{number} {word()} Synthetic Avenue"
        latitude, longitude = (round(one + chance.uniform(-0.02, 0.02), 6) for one in (place.latitude, place.longitude))
        fields = {"area": place.name, "zip": chance.choice(zips), "latitude": latitude, "longitude": longitude}
        return Campus(street=street, city=city, **fields)

    def school(number: int, campus: Campus) -> School:
        is_middle = number % 3 == 0
        level = levels[0 if is_middle else -1]
        kind = "Middle Academy" if is_middle else chance.choice(KINDS)
        return School(
            slug=f"{MARK}{number}",
            name=f"{prefix}Synthetic {word()} {word()} {kind}",
            level=level.key,
            lowest_grade=level.grades[0],
            highest_grade=level.grades[-1],
            campus=campus,
            opened=date(2010, 8, 15),
            closed=date(2020, 6, 30) if number % 20 == 0 else None,
        )

    campuses = Campus.objects.bulk_create(map(campus, numbers))
    records = School.objects.bulk_create(map(school, numbers, campuses))
    FormerName.objects.bulk_create(
        FormerName(school=record, name=f"{prefix}Synthetic {word()} Academy No. {number}", sort_order=0)
        for number, record in zip(numbers, records, strict=True)
        if number % 3 == 0
    )
    for parent in SchoolIndexPage.objects.select_related("locale"):
        _add_profiles(records, parent)
    sync_teams(records)


def _add_profiles(records: list[School], parent: SchoolIndexPage) -> None:
    last = parent.get_last_child()
    step = Page._str2int(last.path[-Page.steplen :]) if last else 0
    shared = {"content_type": ContentType.objects.get_for_model(SchoolPage), "locale": parent.locale}
    pages = Page.objects.bulk_create(
        Page(
            path=Page._get_path(parent.path, parent.depth + 1, number),
            depth=parent.depth + 1,
            title=school.name,
            draft_title=school.name,
            slug=school.slug,
            url_path=f"{parent.url_path}{school.slug}/",
            translation_key=uuid.uuid5(school.uid, "profile"),
            **shared,
        )
        for number, school in enumerate(records, step + 1)
    )
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + len(pages))
    profiles = [SchoolPage(page_ptr=page, school=school) for page, school in zip(pages, records, strict=True)]
    # bulk_create refuses models with a parent table.
    SchoolPage.objects.all()._insert(profiles, SchoolPage._meta.local_concrete_fields, using=connection.alias)
