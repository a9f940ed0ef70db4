"""Made-up schools in any number, to measure with. Their names and addresses say that they are made up.

Written in bulk, past the signals: no history, no site search. The finder's index is made anew at the end.
"""

import random
import uuid
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import Locale, Page

from schools.finder.models import ListedProfile, SchoolWord
from schools.finder.words import index_all
from schools.profiles.models import SchoolIndexPage, SchoolPage
from schools.register.models import Campus, FormerName, Level, Place, PlaceKind, School

MARK = "synthetic-"  # begins the short name of every made-up school
SYLLABLES = ("ba", "cor", "del", "fan", "gre", "hol", "jin", "kes", "lor", "mar", "nev", "os", "pra", "quin", "ros")
SYLLABLES += ("sal", "tor", "ul", "ves", "wen", "yar", "zim", "ber", "cla", "dun", "eld", "fos", "gil", "har", "ing")
KINDS = ("Technology Academy High", "Leadership Academy", "Math and Science", "High School", "College-Ready High")


def schools():
    """The made-up schools."""
    return School.objects.filter(slug__startswith=MARK)


@transaction.atomic
def add(number: int) -> int:
    """Adds `number` schools with profiles below the school list of the default language; answers how many."""
    chance = random.Random(schools().count())  # noqa: S311 (the same schools on every machine)
    first = schools().count()
    places = list(Place.objects.exclude(kind__in=[PlaceKind.ZIP, PlaceKind.POINT]).order_by("pk"))
    zips = list(Place.objects.filter(kind=PlaceKind.ZIP, name__startswith="90").values_list("name", flat=True))
    campuses = Campus.objects.bulk_create(
        _campus(first + n, chance, chance.choice(places), chance.choice(zips)) for n in range(number)
    )
    made = School.objects.bulk_create(_school(first + n, chance, campus) for n, campus in enumerate(campuses))
    FormerName.objects.bulk_create(
        FormerName(school=school, name=f"Alliance Synthetic {_name(chance)} Academy No. {first + n}", sort_order=0)
        for n, school in enumerate(made)
        if n % 3 == 0
    )
    _add_pages(made)
    index_all()
    return number


@transaction.atomic
def remove() -> int:
    """Removes every made-up school with all that belongs to it; answers how many."""
    pages = SchoolPage.objects.filter(school__in=schools())
    parents = {page.path[: -Page.steplen] for page in pages.only("path")}
    keys = {
        "pages": list(pages.values_list("pk", flat=True)),
        "schools": list(schools().values_list("pk", flat=True)),
        "campuses": list(schools().values_list("campus", flat=True)),
    }
    # Straight from the tables, children first: Django's own deletion would tell every receiver of each school.
    for table, column, which in (
        (ListedProfile._meta.db_table, "page_id", "pages"),
        (SchoolPage._meta.db_table, "page_ptr_id", "pages"),
        (Page._meta.db_table, "id", "pages"),
        (SchoolWord._meta.db_table, "school_id", "schools"),
        (FormerName._meta.db_table, "school_id", "schools"),
        (School.programs.through._meta.db_table, "school_id", "schools"),
        (School._meta.db_table, "id", "schools"),
        (Campus._meta.db_table, "id", "campuses"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{table}" WHERE "{column}" = ANY(%s)', [keys[which]])  # noqa: S608
    for page in Page.objects.filter(path__in=parents):
        page.numchild = Page.objects.filter(path__startswith=page.path, depth=page.depth + 1).count()
        page.save(update_fields=["numchild"])
    index_all()
    return len(keys["schools"])


def _name(chance) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 3))).capitalize()


def _campus(number: int, chance, place: Place, zip_code: str) -> Campus:
    return Campus(
        street=f"{number + 1} {_name(chance)} Synthetic Avenue",
        city="Los Angeles",
        zip=zip_code,
        area=place.name,
        latitude=round(place.latitude + chance.uniform(-0.02, 0.02), 6),
        longitude=round(place.longitude + chance.uniform(-0.02, 0.02), 6),
    )


def _school(number: int, chance, campus: Campus) -> School:
    level = Level.MIDDLE if number % 3 == 0 else Level.HIGH
    kind = "Middle Academy" if level == Level.MIDDLE else chance.choice(KINDS)
    return School(
        slug=f"{MARK}{number + 1}",
        name=f"Alliance Synthetic {_name(chance)} {_name(chance)} {kind}",
        level=level,
        lowest_grade=6 if level == Level.MIDDLE else 9,
        highest_grade=8 if level == Level.MIDDLE else 12,
        campus=campus,
        opened=date(2010, 8, 15),
        closed=date(2020, 6, 30) if number % 20 == 0 else None,
    )


def _add_pages(made: list[School]) -> None:
    """A live profile for each school: the rows of the page tree, then those of the profiles by one statement."""
    parent = SchoolIndexPage.objects.get(locale=Locale.get_default())
    last = parent.get_last_child()
    step = Page._str2int(last.path[-Page.steplen :]) if last else 0
    content_type = ContentType.objects.get_for_model(SchoolPage)
    pages = Page.objects.bulk_create(
        Page(
            path=Page._get_path(parent.path, parent.depth + 1, step + n),
            depth=parent.depth + 1,
            title=school.name,
            draft_title=school.name,
            slug=school.slug,
            url_path=f"{parent.url_path}{school.slug}/",
            content_type=content_type,
            locale=parent.locale,
            translation_key=uuid.uuid4(),
        )
        for n, school in enumerate(made, 1)
    )
    parent.numchild += len(pages)
    parent.save(update_fields=["numchild"])
    fields = [field for field in SchoolPage._meta.local_concrete_fields if field.name not in ("page_ptr", "school")]
    names = ", ".join(f'"{field.column}"' for field in fields)
    blanks = ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(field.get_default(), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO schools_schoolpage (page_ptr_id, school_id, {names}) "  # noqa: S608 (names of our columns)
            f"SELECT page, school, {blanks} FROM unnest(%s::int[], %s::int[]) AS made(page, school)",
            [*values, [page.pk for page in pages], [school.pk for school in made]],
        )
