import pytest
from wagtail.models import Locale

from pages.models import HomePage
from schools.models import School, SchoolIndexPage, SchoolPage
from tests.schools.people import editor_of, person


@pytest.fixture
def school(db):
    return School.objects.get(slug="gertz-ressler")


@pytest.fixture
def other(db):
    return School.objects.get(slug="kory-hunter")


@pytest.fixture
def editor(school):
    return editor_of(school, first_name="Edith")


@pytest.fixture
def manager(db):
    return person("manfred", "Listings manager", first_name="Manfred")


@pytest.fixture
def spanish(db):
    """The site's home, school list, and one profile in Spanish."""
    locale = Locale.objects.get_or_create(language_code="es")[0]
    SchoolPage.objects.get(slug="gertz-ressler", locale__language_code="en").copy_for_translation(
        locale, copy_parents=True
    )
    for model in (HomePage, SchoolIndexPage, SchoolPage):
        model.objects.filter(locale=locale).update(live=True)
    return SchoolPage.objects.get(locale=locale)
