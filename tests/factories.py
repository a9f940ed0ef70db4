"""Schools and profiles in any number, for tests."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from django.utils.text import slugify
from factory.django import DjangoModelFactory

from pages.models import HomePage, StandardPage, StoryIndexPage, StoryPage
from schools.models import Campus, EventIndexPage, EventPage, School, SchoolIndexPage, SchoolPage, StorySchool
from schools.register import history


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
    level = "high"
    lowest_grade = 9
    highest_grade = 12
    campus = factory.SubFactory(CampusFactory)
    opened = date(2010, 8, 15)


def today(days=0) -> date:
    """The day so many days from now."""
    return timezone.localdate() + timedelta(days=days)


def home(language="en") -> HomePage:
    """The home page of a language."""
    return HomePage.objects.get(locale__language_code=language)


def standard(title="Visit us", parent=None, **fields) -> StandardPage:
    """A page below `parent`, or below the English home page; live, but without a revision."""
    page = StandardPage(**{"title": title, "slug": slugify(title), "summary": "How.", **fields})
    return (parent or home()).add_child(instance=page)


def reread(record):
    """The record as the database has it now."""
    return type(record).objects.get(pk=record.pk)


def by_hand(record, *, user=None, reason="By hand.", **fields) -> None:
    """Somebody changes `fields` of a record of the register."""
    for name, value in fields.items():
        setattr(record, name, value)
    history.save(record, user=user, reason=reason)


def profile(school=None, **fields) -> SchoolPage:
    """A published profile of `school`, or of a new one, below the school list."""
    school = school or SchoolFactory()
    page = SchoolPage(school=school, title=school.name, slug=school.slug, **fields)
    SchoolIndexPage.objects.get(locale__language_code="en").add_child(instance=page)
    return page


def story(title="An example story", day=date(2030, 1, 1), schools=(), **fields) -> StoryPage:
    """A published story about `schools` below the story list, newer than those of the first content."""
    number = StoryPage.objects.count()
    page = StoryPage(**{"title": title, "slug": f"example-{number}", "date": day, **fields})
    page.school_links = [StorySchool(school=school) for school in schools]
    StoryIndexPage.objects.get(locale__language_code="en").add_child(instance=page)
    return page


def event(title="An example event", day=date(2030, 3, 5), language="en", **fields) -> EventPage:
    """A published event below the event list of a language; at a place unless it has a school."""
    number = EventPage.objects.count()
    place = {} if fields.get("school") else {"place": "Library, 1 Example Street"}
    page = EventPage(**{"title": title, "slug": f"example-event-{number}", "first_day": day, **place, **fields})
    EventIndexPage.objects.get(locale__language_code=language).add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def profile_of(school) -> SchoolPage:
    """The English profile of `school`."""
    return school.pages.get(locale__language_code="en")
