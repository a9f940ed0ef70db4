"""Schools and profiles in any number, for tests."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from schools.models import Campus, Level, School, SchoolIndexPage, SchoolPage


class CampusFactory(DjangoModelFactory):
    class Meta:
        model = Campus

    street = factory.Sequence(lambda n: f"{n + 1} Example Street")
    city = "Los Angeles"
    zip = "90007"
    area = factory.Sequence(lambda n: f"Area {n % 7}")
    latitude = factory.Sequence(lambda n: f"{33.9 + n % 50 * 0.002:.6f}")
    longitude = factory.Sequence(lambda n: f"{-118.3 + n // 50 * 0.002:.6f}")


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = School

    slug = factory.Sequence(lambda n: f"example-{n}")
    name = factory.Sequence(lambda n: f"Alliance Example School {n}")
    level = Level.HIGH
    lowest_grade = 9
    highest_grade = 12
    campus = factory.SubFactory(CampusFactory)
    opened = date(2010, 8, 15)


def profile(school=None, **fields) -> SchoolPage:
    """A published profile of `school`, or of a new one, below the school list."""
    school = school or SchoolFactory()
    page = SchoolPage(school=school, title=school.name, slug=school.slug, **fields)
    SchoolIndexPage.objects.get().add_child(instance=page)
    return page
