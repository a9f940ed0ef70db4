from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import SchoolFactory, profile


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def ahead(today):
    return today + timedelta(days=200)


@pytest.fixture
def past(today):
    return today - timedelta(days=2)


@pytest.fixture
def into(db):
    """A school that another one merges into, with a public profile."""
    school = SchoolFactory(name="Alliance Into Academy")
    profile(school)
    return school
